-- +goose Up
CREATE TABLE act (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  account TEXT NOT NULL,
  verb TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  salt BYTEA,
  leaf BYTEA NOT NULL,
  seq BIGINT
);
CREATE INDEX act_subject ON act (subject, id);
CREATE INDEX act_account ON act (account, id);
CREATE UNIQUE INDEX act_seq ON act (seq) WHERE seq IS NOT NULL;
CREATE INDEX act_unsequenced ON act (id) WHERE seq IS NULL;
-- +goose Down
DROP TABLE act;
