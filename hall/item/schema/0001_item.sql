-- +goose Up
CREATE TABLE item (
  code TEXT PRIMARY KEY,
  current_no BIGINT NOT NULL DEFAULT 0,
  latest_no BIGINT NOT NULL
);
CREATE TABLE item_version (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL REFERENCES item (code),
  no BIGINT NOT NULL,
  state TEXT NOT NULL,
  rev BIGINT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  unit TEXT NOT NULL,
  unit_name TEXT NOT NULL,
  gaps BIGINT NOT NULL,
  body TEXT NOT NULL,
  authors TEXT NOT NULL,
  reviewer TEXT NOT NULL DEFAULT '',
  remark TEXT NOT NULL DEFAULT '',
  updated BIGINT NOT NULL,
  published_at BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT NOT NULL DEFAULT 0,
  act TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX item_version_no ON item_version (code, no);
CREATE INDEX item_version_state ON item_version (state, id);
CREATE INDEX item_version_unit ON item_version (unit, state, id);
CREATE TABLE item_shelf (
  code TEXT PRIMARY KEY REFERENCES item (code),
  version TEXT NOT NULL,
  rev BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  type TEXT NOT NULL,
  unit TEXT NOT NULL,
  unit_name TEXT NOT NULL,
  persons BOOLEAN NOT NULL,
  bodies BOOLEAN NOT NULL,
  online BOOLEAN NOT NULL,
  kind TEXT NOT NULL,
  promise_n BIGINT NOT NULL,
  promise_unit TEXT NOT NULL,
  free BOOLEAN NOT NULL
);
CREATE INDEX item_shelf_unit ON item_shelf (unit, code);
CREATE TABLE item_shelf_theme (
  theme TEXT NOT NULL,
  code TEXT NOT NULL REFERENCES item_shelf (code),
  PRIMARY KEY (theme, code)
);
CREATE INDEX item_shelf_theme_code ON item_shelf_theme (code);
CREATE TABLE item_source (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  rev BIGINT NOT NULL,
  code TEXT NOT NULL REFERENCES item (code),
  PRIMARY KEY (source, key)
);
CREATE TABLE item_import (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  file TEXT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT NOT NULL DEFAULT 0,
  rows_read BIGINT NOT NULL DEFAULT 0,
  report TEXT NOT NULL DEFAULT ''
);
CREATE INDEX item_import_started ON item_import (started, id);
-- +goose Down
DROP TABLE item_import;
DROP TABLE item_source;
DROP TABLE item_shelf_theme;
DROP TABLE item_shelf;
DROP TABLE item_version;
DROP TABLE item;
