-- +goose Up
CREATE TABLE blob_use (
  hash TEXT NOT NULL,
  used_by TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (hash, used_by)
);
CREATE INDEX blob_use_user ON blob_use (used_by);
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  purpose TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT NOT NULL,
  hash TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL
);
CREATE INDEX upload_owner ON upload (owner, id);
CREATE INDEX upload_at ON upload (at);
-- +goose Down
DROP TABLE upload;
DROP TABLE blob_use;
