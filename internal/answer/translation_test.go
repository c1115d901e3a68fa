package answer

import (
	"testing"

	"dateline/internal/tongue"
)

// translation is a draft in another language than its evidence.
type translation struct {
	rule     string // that it fails; empty: it is shown
	text     string
	of       string // the same in the language of the evidence
	evidence []string
}

func (r translation) proposal() Proposal {
	p := row{text: r.text, evidence: r.evidence}.proposal()
	p.TranslationOf = r.of
	return p
}

var (
	onTrain  = on("lantern-2011", "Berg travelled by train because the airport was closed.")
	onPerch  = on("lantern-2011", "The treaty limits the catch of perch to 900 tonnes a year.")
	onArvika = on("lantern-2011", "Nils Berg and Ana Torres met in Arvika on Saturday and signed a fishing treaty.")
	onFour   = on("lantern-2016", "The talks about the ferry line failed after four hours.")
	onCrowns = on("mail-2016", "The harbour would cost 40 million crowns, of which Sundria was to pay a quarter.")
	onPay    = on("lantern-2016", "Torres said she would not pay for the harbour.")
	onLake   = on("lantern-2011", "Torres called it “a good day for the lake.”")
	onIsles  = on("lantern-2016", "More than 3,000 people live on the islands that the ferry would serve")
)

const (
	ofTrain  = "Berg travelled by train because the airport was closed."
	ofPerch  = "The treaty limits the catch of perch to 900 tonnes a year."
	ofArvika = "Berg and Torres met in Arvika on 14 May 2011 and signed a fishing treaty."
	ofFour   = "The talks about the ferry line failed after four hours."
	ofCrowns = "The harbour would cost 40 million crowns."
	ofPay    = "Torres said she would not pay for the harbour."
	ofLake   = "Torres called it “a good day for the lake.”"
	ofIsles  = "More than 3,000 people live on the islands that the ferry would serve."
)

var goodTranslations = []translation{
	// Russian
	{text: "Берг ехал поездом, потому что аэропорт был закрыт.", of: ofTrain, evidence: onTrain},
	{text: "Договор ограничивает улов окуня 900 тоннами в год.", of: ofPerch, evidence: onPerch},
	{text: "14 мая 2011 года Берг и Торрес встретились в Арвике и подписали договор о рыболовстве.", of: ofArvika, evidence: onArvika},
	{text: "Встреча Берга с Торрес прошла в Арвике 14.05.2011; был подписан договор о рыболовстве.", of: ofArvika, evidence: onArvika},
	{text: "Гавань обошлась бы в 40 млн крон.", of: ofCrowns, evidence: onCrowns},
	{text: "Переговоры о паромной линии сорвались через 4 часа.", of: ofFour, evidence: onFour},
	{text: "Торрес назвала это «хорошим днём для озера».", of: ofLake, evidence: onLake},
	// Greek
	{text: "Ο Μπεργκ ταξίδεψε με τρένο, επειδή το αεροδρόμιο ήταν κλειστό.", of: ofTrain, evidence: onTrain},
	{text: "Στις 14 Μαΐου 2011 ο Μπεργκ και η Τόρες συναντήθηκαν στην Άρβικα και υπέγραψαν μια συνθήκη για την αλιεία.", of: ofArvika, evidence: onArvika},
	{text: "Το λιμάνι θα κόστιζε 40 εκατομμύρια κορώνες.", of: ofCrowns, evidence: onCrowns},
	// Arabic
	{text: "سافر بيرغ بالقطار لأن المطار كان مغلقا.", of: ofTrain, evidence: onTrain},
	{text: "تحدد المعاهدة صيد الفرخ بـ ٩٠٠ طن سنويا.", of: ofPerch, evidence: onPerch},
	{text: "التقى بيرغ وتوريس في أرفيكا في ١٤ مايو ٢٠١١ ووقعا معاهدة صيد.", of: ofArvika, evidence: onArvika},
	{text: "يعيش أكثر من ٣٬٠٠٠ شخص في الجزر التي ستخدمها العبارة.", of: ofIsles, evidence: onIsles},
	// Chinese
	{text: "由于机场关闭，伯格乘火车前往。", of: ofTrain, evidence: onTrain},
	{text: "该条约将鲈鱼的年捕捞量限制在九百吨。", of: ofPerch, evidence: onPerch},
	{text: "２０１１年５月１４日，伯格和托雷斯在阿尔维卡会面并签署了渔业条约。", of: ofArvika, evidence: onArvika},
	{text: "二〇一一年五月十四日，伯格和托雷斯在阿尔维卡会面并签署了渔业条约。", of: ofArvika, evidence: onArvika},
	{text: "港口将耗资4000万克朗。", of: ofCrowns, evidence: onCrowns},
	{text: "据The Lantern报道，由于机场关闭，伯格乘火车前往。", of: "According to The Lantern, Berg travelled by train because the airport was closed.", evidence: onTrain},
	{text: "关于轮渡航线的会谈四小时后失败。", of: ofFour, evidence: onFour},
	// Hindi, Hebrew, Georgian
	{text: "संधि पर्च की पकड़ को प्रति वर्ष ९०० टन तक सीमित करती है।", of: ofPerch, evidence: onPerch},
	{text: "ברג נסע ברכבת כי שדה התעופה היה סגור.", of: ofTrain, evidence: onTrain},
	{text: "ბერგმა მატარებლით იმგზავრა, რადგან აეროპორტი დაკეტილი იყო.", of: ofTrain, evidence: onTrain},
	// German, French
	{text: "Berg reiste mit dem Zug, weil der Flughafen geschlossen war.", of: ofTrain, evidence: onTrain},
	{text: "Berg und Torres trafen sich am 14. Mai 2011 in Arvika und unterzeichneten einen Vertrag.", of: ofArvika, evidence: onArvika},
	{text: "В субботу, 14 мая 2011 года, Берг и Торрес встретились в Арвике и подписали договор о рыболовстве.", of: ofArvika, evidence: onArvika},
	{text: "Το Σάββατο, 14 Μαΐου 2011, ο Μπεργκ και η Τόρες συναντήθηκαν στην Άρβικα και υπέγραψαν μια συνθήκη για την αλιεία.", of: ofArvika, evidence: onArvika},
	{text: "Договор ограничивает улов окуня 900 тоннами, не в неделю, а в год.", of: ofPerch, evidence: onPerch},
	{text: "Среди прочего, Берг ехал поездом, потому что аэропорт был закрыт.", of: ofTrain, evidence: onTrain},
	{text: "Die Bank leiht Norland 25 Millionen Kronen und Sundria 15 Millionen, zu 2,5 Prozent.", of: "The bank lends 25 million crowns to Norland and 15 million to Sundria, at 2.5 percent.", evidence: on("mail-2019", "It lends 25 million crowns to Norland and 15 million to Sundria, at 2.5 percent.")},
	{text: "Le traité limite la pêche de la perche à 900 tonnes par an.", of: ofPerch, evidence: onPerch},
}

// onPass are translations about the other made-up corpus.
var onPass = []translation{
	{"", "Во вторник, 8 апреля 2014 года, президент Солии Ольга Марин приехала в Бреген на переговоры с Томасом Веком.", "On Tuesday, 8 April 2014, Sollian President Olga Marin drove to Bregen for talks with Tomas Vek.", onTalks},
	{"", "В апреле 2014 года Марин приехала в Бреген на переговоры с Веком.", "In April 2014 Marin drove to Bregen for talks with Vek.", onTalks},
	{"", "Η Μάριν διέσχισε το πέρασμα με μια άμαξα που κατασκευάστηκε το 1950.", ofCoach, onCoach},
	{"", "马林乘坐一辆1950年制造的马车穿过山口。", ofCoach, onCoach},
	{"", "عبرت مارين الممر في عربة صنعت عام 1950.", ofCoach, onCoach},
	{"", "Marin przekroczyła przełęcz w powozie zbudowanym w 1950 roku.", ofCoach, onCoach},
	{"", "Marin geçidi 1950 yılında yapılmış bir arabayla geçti.", ofCoach, onCoach},
	{"", "Marin ylitti solan vaunuilla, jotka rakennettiin vuonna 1950.", ofCoach, onCoach},
	{"", "Marin åkte över passet i en vagn som byggdes 1950.", ofCoach, onCoach},
	{ruleNumber, "Marin geçidi 1955 yılında yapılmış bir arabayla geçti.", ofCoach, onCoach},
	{ruleName, "Holt ylitti solan vaunuilla, jotka rakennettiin vuonna 1950.", ofCoach, onCoach},
	{ruleDate, "В мае 2014 года Марин приехала в Бреген на переговоры с Веком.", "In April 2014 Marin drove to Bregen for talks with Vek.", onTalks},
	{ruleName, "В апреле 2014 года Марин приехала в Бреген на переговоры с Холтом.", "In April 2014 Marin drove to Bregen for talks with Vek.", onTalks},
}

const ofCoach = "Marin crossed the pass in a coach that was built in 1950."

var (
	onCoach = on("fjell", "Olga Marin crossed the pass in a coach that was built in 1950.")
	onTalks = on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday for talks with Norrish President Tomas Vek.")
)

func TestTranslationsAboutThePass(t *testing.T) {
	t.Parallel()
	c := passDesk(t).checker(t, "", nil)
	for _, r := range onPass {
		if rule, reason, _ := ruleOf(t, c, r.proposal()); rule != r.rule {
			t.Errorf("fails %q (%s), want %q: %s", rule, reason, r.rule, r.text)
		}
	}
}

var badTranslations = []translation{
	// An altered figure.
	{ruleNumber, "Договор ограничивает улов окуня 800 тоннами в год.", ofPerch, onPerch},
	{ruleNumber, "Гавань обошлась бы в 40 тыс. крон.", ofCrowns, onCrowns},
	{ruleNumber, "Переговоры о паромной линии сорвались через пять часов.", ofFour, onFour},
	{ruleNumber, "Η συνθήκη περιορίζει την αλιεία πέρκας σε 990 τόνους τον χρόνο.", ofPerch, onPerch},
	{ruleNumber, "تحدد المعاهدة صيد الفرخ بـ ٨٠٠ طن سنويا.", ofPerch, onPerch},
	{ruleNumber, "يعيش أكثر من ٣٠٬٠٠٠ شخص في الجزر التي ستخدمها العبارة.", ofIsles, onIsles},
	{ruleNumber, "该条约将鲈鱼的年捕捞量限制在八百吨。", ofPerch, onPerch},
	{ruleNumber, "该条约将鲈鱼的年捕捞量限制在８００吨。", ofPerch, onPerch},
	{ruleNumber, "港口将耗资4000亿克朗。", ofCrowns, onCrowns},
	{ruleNumber, "关于轮渡航线的会谈五小时后失败。", ofFour, onFour},
	{ruleNumber, "Der Vertrag begrenzt den Fang von Barschen auf 800 Tonnen im Jahr.", ofPerch, onPerch},
	{ruleNumber, "संधि पर्च की पकड़ को प्रति वर्ष ८०० टन तक सीमित करती है।", ofPerch, onPerch},
	// Another name, in the middle and in front.
	{ruleName, "По сообщениям, Торрес ехала поездом, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "Торрес ехала поездом, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "Смирнов ехал поездом, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "Берг ехал поездом с Петровым, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "14 мая 2011 года Берг и Торрес встретились в Лугано и подписали договор о рыболовстве.", ofArvika, onArvika},
	{ruleName, "Лугано: Берг ехал поездом, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "Берг ехал поездом с Donald, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "Η Τόρες ταξίδεψε με τρένο, επειδή το αεροδρόμιο ήταν κλειστό.", ofTrain, onTrain},
	{ruleName, "سافرت توريس بالقطار لأن المطار كان مغلقا.", ofTrain, onTrain},
	{ruleName, "Torres reiste mit dem Zug, weil der Flughafen geschlossen war.", ofTrain, onTrain},
	{ruleName, "Berg reiste mit dem Zug nach Lugano, weil der Flughafen geschlossen war.", ofTrain, onTrain},
	// Another day.
	{ruleDate, "15 мая 2011 года Берг и Торрес встретились в Арвике и подписали договор о рыболовстве.", ofArvika, onArvika},
	{ruleDate, "14 июня 2011 года Берг и Торрес встретились в Арвике и подписали договор о рыболовстве.", ofArvika, onArvika},
	{ruleDate, "14 мая 2012 года Берг и Торрес встретились в Арвике и подписали договор о рыболовстве.", ofArvika, onArvika},
	{ruleDate, "Берг и Торрес встретились в Арвике и подписали договор о рыболовстве.", ofArvika, onArvika},
	{ruleDate, "Στις 14 Ιουνίου 2011 ο Μπεργκ και η Τόρες συναντήθηκαν στην Άρβικα και υπέγραψαν μια συνθήκη για την αλιεία.", ofArvika, onArvika},
	{ruleDate, "التقى بيرغ وتوريس في أرفيكا في ١٤ يونيو ٢٠١١ ووقعا معاهدة صيد.", ofArvika, onArvika},
	{ruleDate, "２０１１年６月１４日，伯格和托雷斯在阿尔维卡会面并签署了渔业条约。", ofArvika, onArvika},
	{ruleDate, "二〇一一年五月十五日，伯格和托雷斯在阿尔维卡会面并签署了渔业条约。", ofArvika, onArvika},
	{ruleDate, "Berg und Torres trafen sich am 14. Juni 2011 in Arvika und unterzeichneten einen Vertrag.", ofArvika, onArvika},
	{ruleDate, "Берг ехал поездом в мае 2011 года, потому что аэропорт был закрыт.", ofTrain, onTrain},
	{ruleName, "Berg reiste mit dem Zug und mit Donald Trump, weil der Flughafen geschlossen war.", ofTrain, onTrain},
	{ruleName, "Berg a voyagé en train à cause d'Assange, parce que l'aéroport était fermé.", ofTrain, onTrain},
	{ruleName, "Selon Dupont, Berg a voyagé en train parce que l'aéroport était fermé.", ofTrain, onTrain},
	// Another weekday.
	{ruleDate, "Берг и Торрес встретились в Арвике в пятницу, 14 мая 2011 года, и подписали договор о рыболовстве.", ofArvika, onArvika},
	{ruleDate, "Το Σάββατο ο Μπεργκ ταξίδεψε με τρένο, επειδή το αεροδρόμιο ήταν κλειστό.", ofTrain, onTrain},
	{ruleDate, "由于机场关闭，伯格星期三乘火车前往。", ofTrain, onTrain},
	{ruleDate, "سافر بيرغ بالقطار يوم الجمعة لأن المطار كان مغلقا.", ofTrain, onTrain},
	{ruleDate, "Berg reiste am Freitag mit dem Zug, weil der Flughafen geschlossen war.", ofTrain, onTrain},
	// No statement, one in a third language, or in two.
	{ruleLanguage, "Берг ехал поездом, потому что аэропорт был закрыт.", "", onTrain},
	{ruleLanguage, "由于机场关闭，伯格乘火车前往。", "", onTrain},
	{ruleLanguage, "Берг ехал поездом, потому что аэропорт был закрыт.", "Berg reiste mit dem Zug, weil der Flughafen geschlossen war.", onTrain},
	{ruleLanguage, "سافر بيرغ بالقطار لأن المطار كان مغلقا.", "Берг ехал поездом, потому что аэропорт был закрыт.", onTrain},
	{ruleLanguage, "Берг ехал поездом, потому что аэропорт был закрыт. He betrayed every promise.", ofTrain, onTrain},
	{ruleLanguage, "由于机场关闭，伯格乘火车前往，but he lied。", ofTrain, onTrain},
	{ruleLanguage, "Berg reiste mit dem Zug, weil der Flughafen auf der Insel nicht offen und die Straße zu war. The treaty was a lie.", ofTrain, onTrain},
	// The statement is checked as any is.
	{ruleNumber, "Договор ограничивает улов окуня 800 тоннами в год.", "The treaty limits the catch of perch to 800 tonnes a year.", onPerch},
	{rulePolarity, "Торрес сказала, что заплатит за гавань.", "Torres said she would pay for the harbour.", onPay},
	{ruleCause, "Берг ехал поездом, потому что был болен.", "Berg travelled by train because he was ill.", onTrain},
	// A text that needs no statement can't hide behind one.
	{ruleSupport, "Berg betrayed the fishermen of the lake.", ofTrain, onTrain},
	{ruleSupport, "Berg betrayed fishermen, customers, reporters near café tables.", ofTrain, onTrain},
	{ruleText, "Берг ехал поездом: https://evil.example/x.", ofTrain, onTrain},
	{ruleText, "Берг ехал поездом, потому что аэропорт был закрыт.", "Berg travelled by train, see https://evil.example/x.", onTrain},
	{ruleQuotation, "Берг «сбежал» поездом, потому что аэропорт был закрыт.", ofTrain, onTrain},
}

func TestTranslations(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	for _, r := range append(goodTranslations, badTranslations...) {
		rule, reason, claim := ruleOf(t, c, r.proposal())
		if rule != r.rule {
			t.Errorf("fails %q (%s), want %q: %s", rule, reason, r.rule, r.text)
		}
		if r.rule == "" && rule == "" && (claim.Text != r.text || claim.TranslationOf != r.of || !claim.FactsOnly) {
			t.Errorf("shown as %+v", claim)
		}
	}
}

// Where a script has no capitals, names can't be told from other words, and the
// claim says so.
func TestNamesUnchecked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	for text, want := range map[string]bool{
		"Берг ехал поездом, потому что аэропорт был закрыт.": false,
		"سافر بيرغ بالقطار لأن المطار كان مغلقا.":            true,
		"由于机场关闭，伯格乘火车前往。":                                    true,
	} {
		if _, reason, claim := ruleOf(t, c, translation{text: text, of: ofTrain, evidence: onTrain}.proposal()); reason != "" || claim.NamesUnchecked != want {
			t.Errorf("%s: names unchecked %t, want %t (%s)", text, claim.NamesUnchecked, want, reason)
		}
	}
}

// FuzzTranslation offers any translation of a statement that holds: what is
// shown has its figure.
func FuzzTranslation(f *testing.F) {
	for _, rows := range [][]translation{goodTranslations, badTranslations} {
		for _, r := range rows {
			f.Add(r.text)
		}
	}
	d := newDesk(f)
	c := d.checker(f, "", nil)
	f.Fuzz(func(t *testing.T, text string) {
		rule, _, claim := ruleOf(t, c, translation{text: text, of: ofPerch, evidence: onPerch}.proposal())
		if rule != "" || claim.TranslationOf == "" {
			return
		}
		if n := tongue.Numbers(text); len(n) == 0 || !n[0].Is(900) {
			t.Errorf("shown: %q with %v", text, n)
		}
	})
}
