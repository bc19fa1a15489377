-- +goose Up
CREATE TABLE calendar_notice (
  id TEXT PRIMARY KEY,
  region TEXT NOT NULL,
  year BIGINT NOT NULL,
  title TEXT NOT NULL,
  number TEXT NOT NULL,
  source TEXT NOT NULL,
  pasted TEXT NOT NULL,
  days TEXT NOT NULL,
  state TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_person TEXT NOT NULL,
  entered_name TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  checked_by TEXT NOT NULL DEFAULT '',
  checked_name TEXT NOT NULL DEFAULT '',
  checked_at BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX calendar_notice_state ON calendar_notice (state, seq, id);
CREATE TABLE calendar_version (
  seq BIGINT PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- +goose Down
DROP TABLE calendar_version;
DROP TABLE calendar_notice;
