package access

import (
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
)

// parse reads one policy, adding the annotations that load asks for.
func parse(t *testing.T, text string) *cedar.Policy {
	t.Helper()
	if !strings.Contains(text, "@id") {
		text = `@id("x") @rule("A1") @zh("一") @en("one") ` + text
	}
	list, err := cedar.NewPolicyListFromBytes("test.cedar", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}
