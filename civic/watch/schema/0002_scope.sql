-- +goose Up
ALTER TABLE watch_alarm ADD COLUMN scope TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE watch_alarm DROP COLUMN scope;
