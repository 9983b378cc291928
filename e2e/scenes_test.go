package e2e_test

import (
	"testing"

	"tillit.care/e2e"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
)

func TestScenesOnSQLite(t *testing.T) {
	t.Parallel()
	scene.All(t, "scenes/*.txt", func(t testing.TB) e2e.World { return world.New(t, "") })
}

func TestScenesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	server := postgres.Shared(t, postgres.Options{NoFsync: true})
	scene.All(t, "scenes/*.txt", func(t testing.TB) e2e.World { return world.New(t, server.Database(t)) })
}
