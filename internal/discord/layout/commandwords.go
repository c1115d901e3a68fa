package layout

// said is how a command or an option is called and described, in German.
type said struct{ english, name, german string }

// commandWords are by command ("ask"), subcommand ("corpus reload") and option
// (".outlet"). Discord takes 32 characters of a name, in lower case but for
// message commands, and 100 of a description.
var commandWords = map[string]said{
	AskCommand:      {"Ask what the press reported of a meeting", "frag", "Fragen, was die Presse von einem Treffen berichtet hat"},
	AboutCommand:    {"", "Dazu fragen", ""},
	CompareCommand:  {"See outlet by outlet what is said of a meeting", "vergleich", "Medium für Medium sehen, was über ein Treffen gesagt wird"},
	MeetingsCommand: {"See which meetings the reports are about", "treffen", "Sehen, von welchen Treffen die Berichte handeln"},
	SourcesCommand:  {"See which reports there are", "quellen", "Sehen, welche Berichte es gibt"},
	HelpCommand:     {"See what this bot can do, with examples", "hilfe", "Sehen, was dieser Bot kann, mit Beispielen"},
	PrivacyCommand:  {"What is stored about you", "datenschutz", "Was über dich gespeichert ist"},
	CorpusCommand:   {"Look after the reports", "korpus", "Die Berichte pflegen"},

	"privacy show":      {"See what is stored about you", "zeigen", "Sehen, was über dich gespeichert ist"},
	"privacy forget-me": {"Delete what is stored about you", "vergiss-mich", "Löschen, was über dich gespeichert ist"},
	"corpus reload":     {"Read the reports anew", "neu-laden", "Die Berichte neu einlesen"},
	"corpus status":     {"See what is loaded", "stand", "Sehen, was geladen ist"},
	"corpus rollback":   {"Go back to the generation before", "zurück", "Zur Generation davor zurückgehen"},

	".question": {"What you want to know", "frage", "Was du wissen möchtest"},
	".outlet":   {"Only what this outlet reported", "medium", "Nur was dieses Medium berichtet hat"},
	".meeting":  {"Only about this meeting", "treffen", "Nur zu diesem Treffen"},
	".from":     {"Only from this day on (YYYY-MM-DD)", "von", "Nur von diesem Tag an (JJJJ-MM-TT)"},
	".to":       {"Only until this day (YYYY-MM-DD)", "bis", "Nur bis zu diesem Tag (JJJJ-MM-TT)"},
	".private":  {"Show the answer to you alone", "privat", "Die Antwort nur dir zeigen"},
}

// described is a name's localisations, the description and its localisations.
func described(key string) (names map[string]string, description string, descriptions map[string]string) {
	w := commandWords[key]
	if w.german != "" {
		descriptions = map[string]string{"de": w.german}
	}
	return map[string]string{"de": w.name}, w.english, descriptions
}
