package layout

// Callback is the answer to an interaction.
type Callback struct {
	Type CallbackType `json:"type"`
	Data any          `json:"data,omitempty"`
}

// CallbackType is what an answer does.
type CallbackType int

// The types.
const (
	Pong           CallbackType = 1
	Say            CallbackType = 4 // with a message
	SayLater       CallbackType = 5 // shows that the bot is at work; to be edited within 15 minutes
	UpdateLater    CallbackType = 6 // of a button: nothing is shown; the message is edited later
	UpdateMessage  CallbackType = 7 // of a button: edits the message it belongs to
	OfferChoices   CallbackType = 8
	OpenModalForms CallbackType = 9
)

// Modal is a form. It can't be the answer to a form, and comes at once or never:
// an interaction that was deferred can't open one.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

// Choice is what autocompletion offers.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Choices are what autocompletion offers, 25 at most.
type Choices struct {
	Choices []Choice `json:"choices"`
}

// deferred is all that Discord takes of a deferred answer.
type deferred struct {
	Flags Flags `json:"flags"`
}

// Answer is a message as the answer to an interaction.
func Answer(m Message) Callback { return Callback{Say, m} }

// Defer says that a message will come; for the asker alone, if private. Whether
// it is private is decided here for good, and only by this: Discord takes no
// other flag.
func Defer(private bool) Callback {
	d := deferred{}
	if private {
		d.Flags = Ephemeral
	}
	return Callback{SayLater, d}
}

// DeferUpdate says that the message a button belongs to will be edited, if at all.
func DeferUpdate() Callback { return Callback{Type: UpdateLater} }

// Update edits the message a button belongs to.
func Update(m Message) Callback { return Callback{UpdateMessage, m} }

// Offer is the answer to an autocompletion.
func Offer(c Choices) Callback { return Callback{OfferChoices, c} }

// Open opens a form.
func Open(m Modal) Callback { return Callback{OpenModalForms, m} }
