package vault

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the one row that ties a database to its key file.
var Schema = db.Schema{Name: "vault", FS: files}

// Bind ties the database to this key file at the first start and afterwards
// refuses any other (密钥与数据库绑定): with foreign keys nobody would be found
// again and every person would be registered twice.
func (v *Vault) Bind(ctx context.Context, d *db.DB) error {
	mine := v.Lookup("vault", "mark")
	return d.Write(ctx, func(tx *db.Tx) error {
		mark, err := db.One(tx, db.Bytes, `SELECT mark FROM vault_mark WHERE id = 1`)
		if errors.Is(err, db.ErrNone) {
			_, err = tx.Exec(`INSERT INTO vault_mark (id, mark) VALUES (1, $1)`, mine)
			return err
		}
		if err != nil {
			return err
		}
		if !Same(mark, mine) {
			return fmt.Errorf("key file %s does not belong to this database: put back the file that was used before, or its copy", v.path)
		}
		return nil
	})
}
