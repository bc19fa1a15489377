-- +goose Up
CREATE INDEX act_at ON act (at, ord);
CREATE INDEX act_verb ON act (verb, ord);
-- +goose Down
DROP INDEX act_verb;
DROP INDEX act_at;
