package tables

import (
	"errors"
	"strings"
	"testing"
)

// FuzzAddress: whatever an address is like, its password is not shown, and its
// schema is a plain name.
func FuzzAddress(f *testing.F) {
	for _, address := range []string{
		"postgres://u:hidden@h/db", "postgres://u:hidden@/db?host=/tmp&search_path=x", "host=h password=hidden dbname=db",
		"postgres://hidden", "postgres://u:hidden@h:99999/db", "host=h user=u password='hidden' search_path=a;b",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		config, schema, name, err := Layout{Name: "test"}.parseAddress(address)
		if err != nil {
			var known *StoreError
			if !errors.As(err, &known) {
				t.Errorf("not a *StoreError: %v", err)
			}
			return
		}
		c := config.ConnConfig
		if len(c.Password) > 3 && strings.Contains(name, c.Password) && !strings.Contains(c.Host+c.Database+schema+"postgres://search_path", c.Password) {
			t.Errorf("%s shows the password", name)
		}
		if !schemaName.MatchString(schema) {
			t.Errorf("the schema is %q", schema)
		}
	})
}
