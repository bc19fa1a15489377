-- +goose Up
CREATE TABLE message (
  id TEXT PRIMARY KEY,
  message_key TEXT NOT NULL,
  person TEXT NOT NULL,
  at BIGINT NOT NULL,
  say_zh TEXT NOT NULL,
  say_en TEXT NOT NULL,
  body_zh TEXT NOT NULL,
  body_en TEXT NOT NULL,
  link TEXT NOT NULL,
  read_at BIGINT NOT NULL DEFAULT 0,
  mail TEXT NOT NULL DEFAULT 'new',
  mail_at BIGINT NOT NULL DEFAULT 0,
  mail_tries BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX message_once ON message (person, message_key);
CREATE INDEX message_person ON message (person, id);
CREATE INDEX message_unread ON message (person) WHERE read_at = 0;
CREATE INDEX message_mail ON message (mail_at, id) WHERE mail IN ('new', 'claimed');
-- +goose Down
DROP TABLE message;
