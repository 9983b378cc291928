package expect

import "tillit.care/base/db"

func read(tx *db.Tx) (sealed []byte, err error) {
	return sealed, tx.One("select sealed from expected where id = 1").Scan(&sealed)
}

func write(tx *db.Tx, sealed []byte) error {
	_, err := tx.Exec(`insert into expected (id, sealed) values (1, $1)
		on conflict (id) do update set sealed = excluded.sealed`, sealed)
	return err
}
