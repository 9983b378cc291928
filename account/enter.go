package account

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
)

// Enter makes the account that link and code are for, without a way to sign in yet: for
// the demo, where one click signs in.
func Enter(tx *db.Tx, link, code string) (Account, error) {
	inv, ok, err := knock(tx, link, code)
	if err != nil {
		return Account{}, err
	}
	if !ok {
		return Account{}, fault.New(fault.Conflict, "account.welcome.wrong")
	}
	return accept(tx, inv.ID, newHandle())
}
