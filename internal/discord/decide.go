package discord

import (
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
)

// decide says what is done about an interaction.
func (b *Bot) decide(i *link.Interaction) reply {
	if r, shut := b.shut(i); shut {
		return r
	}
	switch i.Kind {
	case link.Command:
		return b.command(i)
	case link.Autocomplete:
		return b.complete(i)
	case link.Component:
		return b.pressed(i)
	case link.Modal:
		return b.form(i)
	}
	return say(b.in(i.Locale, i.Guild).OldButton())
}

// command says what is done about a command.
func (b *Bot) command(i *link.Interaction) reply {
	l := b.in(i.Locale, i.Guild)
	now := b.here(i).serving()
	switch {
	case i.Name == layout.CorpusCommand:
		return b.corpus(i)
	case i.Name == layout.PrivacyCommand:
		return b.privacy(i)
	case now == nil:
		return say(l.Loading())
	}
	switch i.Name {
	case layout.AskCommand:
		return b.ask(i, now)
	case layout.AboutCommand:
		return b.about(i)
	case layout.CompareCommand:
		return b.compare(i, now)
	case layout.MeetingsCommand:
		return say(l.MeetingList(now.Catalog, now.Documents, 0))
	case layout.SourcesCommand:
		return b.sources(i, now)
	case layout.HelpCommand:
		return say(l.Help(now.Catalog))
	}
	return say(l.OldButton())
}

// complete offers what the corpus has.
func (b *Bot) complete(i *link.Interaction) reply {
	out := layout.Choices{Choices: []layout.Choice{}}
	if now := b.here(i).serving(); now != nil && i.Focused != nil {
		l := b.in(i.Locale, i.Guild)
		switch i.Focused.Name {
		case layout.OutletOption:
			out = l.OutletChoices(now.Catalog, i.Focused.Value)
		case layout.MeetingOption:
			out = l.MeetingChoices(now.Catalog, i.Focused.Value)
		case layout.FromOption, layout.ToOption:
			out = l.DayChoices(now.Catalog, i.Focused.Value)
		}
	}
	return reply{first: layout.Offer(out)}
}

// sources lists documents.
func (b *Bot) sources(i *link.Interaction, now *Serving) reply {
	l := b.in(i.Locale, i.Guild)
	f, wrong := filter(i, now)
	if len(wrong) > 0 {
		return say(l.Mistaken(now.Catalog, wrong))
	}
	var listed layout.Listed
	if len(f.Outlets) > 0 {
		listed.Outlet = f.Outlets[0]
	}
	if len(f.Events) > 0 {
		listed.Event = f.Events[0]
	}
	return say(l.DocumentList(now.Catalog, now.Documents, listed))
}

// pressed says what is done about a button or a menu.
func (b *Bot) pressed(i *link.Interaction) reply {
	l := b.in(i.Locale, i.Guild)
	id, ok := layout.ParseID(i.CustomID)
	if !ok {
		return say(l.OldButton())
	}
	switch id.Kind {
	case layout.Sources:
		return b.evidence(i, id)
	case layout.Helpful:
		return b.rate(i, id, true, "")
	case layout.Unhelpful:
		return reply{first: layout.Open(l.WhyForm(id.Answer))}
	case layout.Thread:
		return b.thread(i, id)
	case layout.Share:
		return b.share(i, id)
	case layout.Which:
		return b.which(i, id)
	case layout.Documents, layout.Meetings:
		return b.turn(i, id)
	case layout.Reload, layout.Dismiss:
		return b.planned(i, id)
	case layout.Why:
	}
	return say(l.OldButton())
}

// turn shows another page of a list.
func (b *Bot) turn(i *link.Interaction, id layout.ID) reply {
	l := b.in(i.Locale, i.Guild)
	now := b.here(i).serving()
	if now == nil {
		return say(l.Loading())
	}
	if id.Kind == layout.Meetings {
		return reply{first: layout.Update(l.MeetingList(now.Catalog, now.Documents, id.Page))}
	}
	listed := layout.Listed{Page: id.Page}
	var known [2]bool
	listed.Outlet, known[0] = layout.FindOutlet(now.Catalog, id.Outlet)
	e, found := layout.FindEvent(now.Catalog, id.Event)
	listed.Event, known[1] = e.ID, found
	documents := now.Documents
	if id.Outlet != "" && !known[0] || id.Event != "" && !known[1] {
		documents = nil // what the list was of is not in the corpus any more
	}
	return reply{first: layout.Update(l.DocumentList(now.Catalog, documents, listed))}
}

// form says what is done about a form that was sent.
func (b *Bot) form(i *link.Interaction) reply {
	id, ok := layout.ParseID(i.CustomID)
	if !ok || id.Kind != layout.Why {
		return say(b.in(i.Locale, i.Guild).OldButton())
	}
	return b.rate(i, id, false, i.Fields[layout.WhyField])
}

// sub is the subcommand of a command, or empty.
func sub(i *link.Interaction) string {
	if len(i.Path) == 0 {
		return ""
	}
	return i.Path[len(i.Path)-1]
}

// chosen is the value that was chosen from a menu, or what its id says.
func chosen(i *link.Interaction, id layout.ID) string {
	if id.Event == "" && len(i.Values) > 0 {
		return i.Values[0]
	}
	return id.Event
}
