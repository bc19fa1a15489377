-- +goose Up
CREATE TABLE vault_mark (
  id BIGINT PRIMARY KEY,
  mark BYTEA NOT NULL
);
-- +goose Down
DROP TABLE vault_mark;
