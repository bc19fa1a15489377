-- +goose Up
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  kind TEXT NOT NULL,
  staff_no TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  until_on TEXT NOT NULL DEFAULT '',
  password TEXT NOT NULL DEFAULT '',
  password_rule BIGINT NOT NULL DEFAULT 0,
  password_at BIGINT NOT NULL DEFAULT 0,
  totp BYTEA NOT NULL,
  totp_at BIGINT NOT NULL DEFAULT 0,
  totp_step BIGINT NOT NULL DEFAULT 0,
  enrol BYTEA NOT NULL,
  enrol_until BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  last_in BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX account_person ON account (person);
CREATE UNIQUE INDEX account_staff ON account (staff_no) WHERE staff_no <> '';

CREATE TABLE login (
  lookup BYTEA PRIMARY KEY,
  kind TEXT NOT NULL,
  account TEXT NOT NULL
);
CREATE INDEX login_account ON login (account);

CREATE TABLE login_try (
  id BYTEA PRIMARY KEY,
  fails BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
);
CREATE INDEX login_try_last ON login_try (last_at);

CREATE TABLE recovery (
  account TEXT NOT NULL,
  code BYTEA NOT NULL,
  PRIMARY KEY (account, code)
);

CREATE TABLE session (
  token BYTEA PRIMARY KEY,
  id TEXT NOT NULL,
  account TEXT NOT NULL,
  stage TEXT NOT NULL,
  strong BOOLEAN NOT NULL,
  authority TEXT NOT NULL DEFAULT '',
  device TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  idle_until BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX session_id ON session (id);
CREATE INDEX session_account ON session (account, created_at);
CREATE INDEX session_ends ON session (ends_at);
-- +goose Down
DROP TABLE session;
DROP TABLE recovery;
DROP TABLE login_try;
DROP TABLE login;
DROP TABLE account;
