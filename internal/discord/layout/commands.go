package layout

// Command is an application command, as it is registered.
type Command struct {
	Type                     CommandType       `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations,omitempty"`
	Description              string            `json:"description,omitempty"` // a message command has none
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Options                  []CommandOption   `json:"options,omitempty"`
	// DefaultMemberPermissions "0" leaves a command to administrators, until a
	// server decides otherwise. It is a string, whatever the OpenAPI description
	// says.
	DefaultMemberPermissions *string `json:"default_member_permissions,omitempty"`
	Contexts                 []int   `json:"contexts"`
	IntegrationTypes         []int   `json:"integration_types"`
}

// CommandOption is an option of a command, or a subcommand with its options.
type CommandOption struct {
	Type                     OptionType        `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations,omitempty"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Required                 bool              `json:"required,omitempty"`
	Autocomplete             bool              `json:"autocomplete,omitempty"`
	MaxLength                int               `json:"max_length,omitempty"`
	Options                  []CommandOption   `json:"options,omitempty"`
}

// CommandType is how a command is called.
type CommandType int

// The types that are used.
const (
	SlashCommand   CommandType = 1
	MessageCommand CommandType = 3
)

// OptionType is what an option takes.
type OptionType int

// The types that are used.
const (
	Subcommand    OptionType = 1
	StringOption  OptionType = 3
	BooleanOption OptionType = 5
)

// Names of commands and options, as interactions bring them: the same in every
// language, whatever is shown.
const (
	AskCommand      = "ask"
	AboutCommand    = "Ask about this"
	MeetingsCommand = "meetings"
	SourcesCommand  = "sources"
	CompareCommand  = "compare"
	HelpCommand     = "help"
	PrivacyCommand  = "privacy" // ShowSub, ForgetSub
	CorpusCommand   = "corpus"  // ReloadSub, StatusSub, RollbackSub

	ShowSub     = "show"
	ForgetSub   = "forget-me"
	ReloadSub   = "reload"
	StatusSub   = "status"
	RollbackSub = "rollback"

	QuestionOption = "question"
	OutletOption   = "outlet"
	MeetingOption  = "meeting"
	FromOption     = "from"
	ToOption       = "to"
	PrivateOption  = "private"
)

// Where commands can be used. The bot is installed to servers, not to people: in
// a server that has not installed it nobody could say which corpora it may show
// there. So there are no private channels either.
const (
	inServers     = 0
	inDirect      = 1
	toServers     = 0
	longestAsked  = 2000 // as a message of most people; also what fits a reader's patience
	longestChosen = 100
)

// Commands are all application commands, in the order in which they are listed.
func Commands() []Command {
	nobody := "0"
	slash := func(name string, options ...CommandOption) Command { return command(SlashCommand, name, options) }
	corpus := slash(CorpusCommand, sub(CorpusCommand, ReloadSub), sub(CorpusCommand, StatusSub), sub(CorpusCommand, RollbackSub))
	corpus.DefaultMemberPermissions, corpus.Contexts = &nobody, []int{inServers}
	question := option(StringOption, QuestionOption)
	question.Required, question.MaxLength = true, longestAsked
	meeting := suggested(MeetingOption)
	of := meeting
	of.Required = true
	return []Command{
		slash(AskCommand, question, suggested(OutletOption), meeting, suggested(FromOption), suggested(ToOption), option(BooleanOption, PrivateOption)),
		command(MessageCommand, AboutCommand, nil),
		slash(CompareCommand, of, question),
		slash(MeetingsCommand),
		slash(SourcesCommand, suggested(OutletOption), meeting),
		slash(HelpCommand),
		slash(PrivacyCommand, sub(PrivacyCommand, ShowSub), sub(PrivacyCommand, ForgetSub)),
		corpus,
	}
}

func command(kind CommandType, name string, options []CommandOption) Command {
	c := Command{Type: kind, Name: name, Options: options, Contexts: []int{inServers, inDirect}, IntegrationTypes: []int{toServers}}
	c.NameLocalizations, c.Description, c.DescriptionLocalizations = described(name)
	return c
}

func sub(of, name string) CommandOption {
	o := CommandOption{Type: Subcommand, Name: name}
	o.NameLocalizations, o.Description, o.DescriptionLocalizations = described(of + " " + name)
	return o
}

func option(kind OptionType, name string) CommandOption {
	o := CommandOption{Type: kind, Name: name}
	o.NameLocalizations, o.Description, o.DescriptionLocalizations = described("." + name)
	return o
}

// suggested is an option that is completed from the corpus.
func suggested(name string) CommandOption {
	o := option(StringOption, name)
	o.Autocomplete, o.MaxLength = true, longestChosen
	return o
}
