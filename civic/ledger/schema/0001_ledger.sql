-- +goose Up
CREATE TABLE ledger_head (
  origin TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  checkpoint TEXT NOT NULL,
  verifier TEXT NOT NULL,
  holder TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE ledger_tile (
  level BIGINT NOT NULL,
  n BIGINT NOT NULL,
  width BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (level, n)
);
-- only postgres
ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
-- end
-- +goose Down
DROP TABLE ledger_tile;
DROP TABLE ledger_head;
