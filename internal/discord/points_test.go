package discord

import "testing"

// TestPointing tells what asks about the message that it replies to from what asks
// something itself.
func TestPointing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": true, "is this true?": true, "Is that really right??": true, "True or false?": true, "source?": true, "did he say that?": true,
		"can you verify this, please": true, "Stimmt das?": true, "Ist das wirklich wahr?": true, "Prüf das mal bitte": true, "👀": true,
		"who said that?": false, "When did they meet?": false, "is this true of Sochi?": false, "And in 2017?": false, "Wann war das Treffen?": false,
		"why?": false, "is it the Kremlin": false,
	} {
		if points(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
