-- +goose Up
CREATE TABLE licence (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  case_no TEXT NOT NULL,
  item TEXT NOT NULL,
  holder TEXT NOT NULL,
  holder_shown TEXT NOT NULL,
  issuer TEXT NOT NULL,
  issuer_name TEXT NOT NULL,
  issuer_code TEXT NOT NULL,
  seal TEXT NOT NULL,
  lines TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  state TEXT NOT NULL,
  ended_on TEXT NOT NULL DEFAULT '',
  ground TEXT NOT NULL DEFAULT '',
  act TEXT NOT NULL,
  issued BIGINT NOT NULL
);
CREATE UNIQUE INDEX licence_number ON licence (number);
CREATE UNIQUE INDEX licence_case ON licence (case_no);
CREATE INDEX licence_holder ON licence (holder, id);

CREATE TABLE licence_serial (
  prefix TEXT PRIMARY KEY,
  n BIGINT NOT NULL
);
-- +goose Down
DROP TABLE licence_serial;
DROP TABLE licence;
