-- +goose Up
CREATE TABLE limit_clock (
  id TEXT PRIMARY KEY,
  subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  stage TEXT NOT NULL,
  unit TEXT NOT NULL,
  duty TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  start_on TEXT NOT NULL,
  legal TEXT NOT NULL DEFAULT '',
  promise TEXT NOT NULL DEFAULT '',
  extended TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  promise_on TEXT NOT NULL DEFAULT '',
  by_on TEXT NOT NULL,
  told_on TEXT NOT NULL DEFAULT '',
  paused_on TEXT NOT NULL DEFAULT '',
  stopped BOOLEAN NOT NULL DEFAULT FALSE,
  provisional BOOLEAN NOT NULL DEFAULT FALSE,
  cal_version TEXT NOT NULL,
  cite TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX limit_clock_one ON limit_clock (subject_kind, subject, stage) WHERE closed_at = 0;
CREATE INDEX limit_clock_subject ON limit_clock (subject, subject_kind);
CREATE INDEX limit_clock_open ON limit_clock (id) WHERE closed_at = 0;
CREATE INDEX limit_clock_stage ON limit_clock (unit, stage, by_on, id) WHERE closed_at = 0;
CREATE INDEX limit_clock_unit ON limit_clock (unit, by_on, id) WHERE closed_at = 0;
CREATE INDEX limit_clock_by ON limit_clock (by_on, id) WHERE closed_at = 0;
CREATE TABLE limit_stop (
  clock TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  cause TEXT NOT NULL,
  needs TEXT NOT NULL,
  notice TEXT NOT NULL,
  cite TEXT NOT NULL,
  PRIMARY KEY (clock, from_on)
);
CREATE TABLE limit_change (
  clock TEXT NOT NULL,
  at BIGINT NOT NULL,
  n BIGINT NOT NULL,
  ground TEXT NOT NULL,
  due_before TEXT NOT NULL,
  due_after TEXT NOT NULL,
  promise_before TEXT NOT NULL,
  promise_after TEXT NOT NULL,
  computed TEXT NOT NULL,
  cal_version TEXT NOT NULL,
  cite TEXT NOT NULL,
  PRIMARY KEY (clock, at, n)
);
-- +goose Down
DROP TABLE limit_change;
DROP TABLE limit_stop;
DROP TABLE limit_clock;
