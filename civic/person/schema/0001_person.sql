-- +goose Up
CREATE TABLE person (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  paper TEXT NOT NULL,
  number BYTEA NOT NULL,
  lookup BYTEA NOT NULL,
  masked TEXT NOT NULL,
  phone BYTEA NOT NULL,
  phone_masked TEXT NOT NULL DEFAULT '',
  phone_lookup BYTEA NOT NULL,
  email BYTEA NOT NULL,
  email_masked TEXT NOT NULL DEFAULT '',
  proof TEXT NOT NULL,
  proved_at BIGINT NOT NULL DEFAULT 0,
  epoch BIGINT NOT NULL DEFAULT 1,
  registered_at BIGINT NOT NULL,
  registered_by TEXT NOT NULL
);
CREATE UNIQUE INDEX person_lookup ON person (lookup);

CREATE TABLE authority (
  id TEXT PRIMARY KEY,
  principal TEXT NOT NULL,
  kind TEXT NOT NULL,
  agent TEXT NOT NULL DEFAULT '',
  agent_lookup BYTEA NOT NULL,
  agent_name TEXT NOT NULL,
  agent_masked TEXT NOT NULL,
  scope TEXT NOT NULL,
  target TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL DEFAULT '',
  granted_by TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL DEFAULT 0,
  checked_at BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX authority_principal ON authority (principal, id);
CREATE INDEX authority_agent ON authority (agent, principal) WHERE ended_at = 0;
CREATE INDEX authority_asked ON authority (agent_lookup) WHERE ended_at = 0;

CREATE TABLE look (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  account TEXT NOT NULL,
  post TEXT NOT NULL DEFAULT '',
  post_name TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  what TEXT NOT NULL,
  matter TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL
);
CREATE INDEX look_person ON look (person, id);
-- +goose Down
DROP TABLE look;
DROP TABLE authority;
DROP TABLE person;
