-- +goose Up
CREATE TABLE org_division (
  code TEXT PRIMARY KEY,
  parent TEXT NOT NULL,
  level BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  from_on TEXT NOT NULL DEFAULT '',
  to_on TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT ''
);
CREATE INDEX org_division_parent ON org_division (parent, code);

CREATE TABLE org_unit (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL DEFAULT '',
  division TEXT NOT NULL,
  uscc TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  seat TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  hours TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL DEFAULT '',
  to_on TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX org_unit_uscc ON org_unit (uscc) WHERE uscc <> '';
CREATE UNIQUE INDEX org_unit_office ON org_unit (department) WHERE kind = 'approval-office' AND to_on = '';
CREATE INDEX org_unit_parent ON org_unit (parent, id);
CREATE INDEX org_unit_name ON org_unit (division, name);

CREATE TABLE org_post (
  id TEXT PRIMARY KEY,
  unit TEXT NOT NULL,
  scope TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  duties TEXT NOT NULL,
  from_on TEXT NOT NULL DEFAULT '',
  to_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX org_post_unit ON org_post (unit, id);
CREATE INDEX org_post_scope ON org_post (scope, id);

CREATE TABLE org_holding (
  id TEXT PRIMARY KEY,
  post TEXT NOT NULL,
  person TEXT NOT NULL,
  identity TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX org_holding_person ON org_holding (person);
CREATE INDEX org_holding_identity ON org_holding (identity);
CREATE INDEX org_holding_post ON org_holding (post, from_on);

CREATE TABLE org_delegation (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  principal TEXT NOT NULL,
  agent TEXT NOT NULL,
  document TEXT NOT NULL,
  title TEXT NOT NULL,
  published_on TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  granted_by TEXT NOT NULL,
  granted_at BIGINT NOT NULL
);
CREATE INDEX org_delegation_principal ON org_delegation (principal, agent);
CREATE INDEX org_delegation_agent ON org_delegation (agent, principal);
-- +goose Down
DROP TABLE org_delegation;
DROP TABLE org_holding;
DROP TABLE org_post;
DROP TABLE org_unit;
DROP TABLE org_division;
