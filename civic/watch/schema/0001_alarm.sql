-- +goose Up
CREATE TABLE watch_alarm (
  id TEXT PRIMARY KEY,
  once TEXT NOT NULL,
  rule TEXT NOT NULL,
  kind TEXT NOT NULL,
  level BIGINT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  unit TEXT NOT NULL,
  region TEXT NOT NULL,
  clock TEXT NOT NULL,
  act TEXT NOT NULL,
  words TEXT NOT NULL,
  raised_by TEXT NOT NULL,
  at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL DEFAULT 0,
  settled_by TEXT NOT NULL DEFAULT '',
  settled_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX watch_alarm_once ON watch_alarm (once);
CREATE INDEX watch_alarm_open ON watch_alarm (level, id) WHERE settled_at = 0;
CREATE INDEX watch_alarm_subject ON watch_alarm (subject, id);
-- +goose Down
DROP TABLE watch_alarm;
