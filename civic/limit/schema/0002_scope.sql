-- +goose Up
ALTER TABLE limit_clock ADD COLUMN scope TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE limit_clock DROP COLUMN scope;
