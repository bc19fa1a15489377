-- +goose Up
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  job_key TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  claimed_until BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting',
  body TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX job_once ON job (kind, job_key);
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'waiting';
CREATE INDEX job_dead ON job (id) WHERE state = 'dead';
CREATE INDEX job_done ON job (ended_at) WHERE state = 'done';
-- +goose Down
DROP TABLE job;
