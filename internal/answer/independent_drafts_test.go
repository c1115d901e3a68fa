package answer

// judged is a draft that was judged by reading its document, and by nothing else.
type judged struct {
	kind     string // of the error, or of what is said
	about    string // the library
	text     string
	why      string // it is false, or true
	evidence []string
}

// honest are drafts that say what their evidence says.
var honest = []judged{
	{"fact", "reports", "According to The Week, Russia and Syria apply the word “terrorist” both to Islamic State and to militias backed by the West.", "both are named", on("001", "to include both")},
	{"figure", "reports", "Putin said that no fewer than 4,000 people from former Soviet republics were fighting the Syrian army.", "at least as many", on("001", "former Soviet republics")},
	{"opinion", "reports", "Corey Flintoff thought the main message of the October 2015 meeting was that Assad felt confident enough to leave Syria.", "his most important thing", on("000", "most important thing about")},
	{"speech", "reports", "General Joseph Dunford said the Iraqi government had agreed not to ask Russia for airstrikes in Iraq.", "his account of the agreement", on("000", "Joseph Dunford")},
	{"fact", "reports", "The United States and Russia agreed on flight rules meant to stop their aircraft from colliding over Syria.", "signed off is agreed", on("000", "flight rules that are")},
	{"place", "reports", "In November 2017 Assad met Putin in Sochi.", "Monday's visit and meeting", on("003", "surprise visit by Syrian", "003", "Monday's meeting with")},
	{"plan", "reports", "After the Sochi meeting Putin said that he would speak to the Emir of Qatar first and to Donald Trump the day after.", "today, then tomorrow", on("003", "conversation planned with")},
	{"plan", "reports", "The Saudi-backed Syrian opposition was due to meet for three days from Wednesday, 22 November 2017, before UN peace talks.", "the Wednesday after 21 November", on("003", "three-day talks")},
	{"hedge", "reports", "In the week of Assad's visit of July 2024, a Turkish newspaper wrote that Moscow could host and mediate talks between Assad and Erdogan.", "could is kept", on("004", "Turkish newspaper")},
	{"speech", "reports", "Putin was heard telling Assad that he was very glad to see him.", "reported speech of the greeting", on("004", "gushing to his guest")},
	{"speech", "reports", "Erdogan used the term “terror corridor” in 2019 for what Ankara wants to keep from opening in the north of Syria.", "his term of that year", on("002", "terror corridor")},
	{"fact", "reports", "Since 2016 Turkey's offensives in Syria have been aimed at Kurdish militias, Islamic State and troops loyal to Assad.", "the three targets", on("002", "launched a series")},
	{"time", "reports", "NPR's Renee Montagne said that, as far as was known, Assad had not been abroad since the civil war broke out four years earlier.", "until then: first time outside", on("000", "As far as we")},
	{"compare", "reports", "The Week called the Moscow trip of 2015 Assad's first known journey outside Syria since 2011, and NPR, too, said it was the first as far as was known.", "each says it", on("001", "first known trip", "000", "As far as we")},
	{"compare", "reports", "Assad's visits of October 2015 and November 2017 were both unannounced.", "each report says so", on("001", "unannounced visit with", "003", "unannounced visit to")},
	{"speech", "reports", "Assad said that his visit of July 2024 marked an anniversary of the diplomatic relations between Damascus and Moscow.", "marked the anniversary", on("004", "marked the anniversary")},
	{"speech", "reports", "Renee Montagne mentioned reports that Iraq's coalition government had asked its prime minister to request Russian strikes from the air.", "her turn", on("000", "seeing reports from Iraq")},
	{"opinion", "reports", "Bennett concluded that Putin still seems to have many friends despite Western efforts to isolate him.", "his last sentence", on("004", "plenty of friends")},
	{"opinion", "reports", "Flintoff said Assad does not fear being toppled by rivals inside his own government.", "deposed by enemies within", on("000", "not afraid that")},
	{"fact", "reports", "Pro-Turkish forces held two large strips of Syrian land at the border in July 2024.", "the report's day is 25 July", on("002", "two significant strips")},
	{"time", "reports", "Narendra Modi and Viktor Orban were Putin's last visitors at the Kremlin before Assad came in July 2024.", "most recent guests", on("004", "most recent guests")},
	{"denial", "reports", "The Russian embassy in Damascus denied that Russian soldiers or volunteers had been killed in Syria.", "either is denied", on("000", "Russian embassy in Damascus")},
	{"time", "reports", "Before the meeting of July 2024 Putin and Assad had last met in March 2023.", "last year's March in 2024", on("002", "since March of last")},
	{"speech", "reports", "Peskov named the continuation of the Russian operation in support of the Syrian offensive as one subject of the 2015 talks.", "one of his two", on("001", "Dmitry Peskov")},

	{"fact", "sample", "By The Week's account, Russian bombs fell mainly on militias backed by the West.", "the main target", on("the-week", "main target of")},
	{"opinion", "sample", "Putin expected advances on the battlefield to bring about a lasting settlement in the end.", "eventually", on("the-week", "progress on the battlefield")},
	{"speech", "sample", "Putin praised Assad in Moscow, and Assad thanked him for military aid, Flintoff reported.", "commended, expressed gratitude", on("npr", "commended Assad")},
	{"time", "sample", "Assad came to Sochi in November 2017 a day before Russia, Iran and Turkey were to hold talks there.", "the same resort", on("moscow-times", "one day before")},
	{"time", "sample", "The Kremlin announced Assad's Moscow visit only on the morning after the meeting of 24 July 2024.", "made public on the 25th", on("sky", "morning of 25 July", "sky", "surprise visit to Moscow")},
	{"time", "sample", "Before Kazakhstan, Putin had travelled to North Korea and Vietnam, according to Sky News.", "had been in both", on("sky", "North Korea and Vietnam")},
	{"fact", "sample", "An unattributed report of July 2024 says that Russia's intervention of 2015 saved Assad's government.", "credits it with rescuing", on("unattributed", "with rescuing Assad")},
	{"speech", "sample", "Erdogan said Turkey would answer in kind as soon as Assad took a step to improve relations.", "once Assad moved to mend them", on("unattributed", "respond in kind")},
	{"denial", "sample", "Flintoff was doubtful that Russia would give clear answers, as reporting servicemen's deaths had recently been made illegal there.", "doubted; outlawed", on("npr", "doubted that clear")},

	{"fact", "telescope", "Haddad and Moll chose the plateau of Varn for the telescope and ruled out the island.", "agreed on it", on("inland", "ruled out the island")},
	{"plan", "telescope", "Where exactly the telescope stands is left to surveyors, whose report is due by the end of June 2022.", "June after May 2022", on("inland", "ruled out the island")},
	{"speech", "telescope", "Haddad told Adeyemi that the fall of the mast in March had made her change her mind about the island.", "she told me", on("inland", "changed her mind", "inland", "which Haddad had always")},
	{"figure", "telescope", "The telescope is estimated at 310 million crowns, and Kestria pays two thirds of it.", "they put it at so much", on("inland", "310 million crowns")},
	{"figure", "telescope", "Ilse Brandt called the price low and said steel had become a third dearer since the first meeting.", "gone up by a third", on("inland", "It is low", "inland", "Steel alone has")},
	{"figure", "telescope", "Before any steel can be taken up, a road of 26 kilometres has to be built, according to Brandt.", "laid before the first piece", on("inland", "26 kilometres")},
	{"denial", "telescope", "Moll said the army would pay for the road, which Ostmark's defence ministry has not confirmed.", "neither confirmed nor denied", on("inland", "paid for by the", "inland", "neither confirmed that")},
	{"order", "telescope", "Before the talks Oda Lunde gave Haddad a letter that bore 1,800 names.", "before they began", on("inland", "1,800 names")},
	{"denial", "telescope", "The herders are not against the telescope itself but want their spring pastures spared.", "as such; left alone", on("inland", "herders of Varn were", "inland", "oppose the telescope", "inland", "pastures left alone")},
	{"hedge", "telescope", "The Halden Foundation has been asked and is still undecided, its secretary told Adeyemi on 19 May 2022.", "this morning, the day of the talk", on("inland", "has not decided", "inland", "Halden Foundation would")},
	{"speech", "telescope", "Brandt said that she is not neutral, having worked on the telescope at Sorel.", "I worked on Sorel", on("inland", "not neutral", "inland", "four times weaker")},
	{"cause", "telescope", "An interim report puts the fall of the mast down to a cracked bolt rather than to the storm.", "blames the one, not the other", on("inland", "cracked bolt", "inland", "happened to the mast")},
	{"figure", "telescope", "When the mast fell, three technicians were hurt, and nobody was killed.", "three injured", on("inland", "Nobody died", "inland", "happened to the mast")},
	{"hedge", "telescope", "Haddad and Moll hope to meet again in September, perhaps in Varn.", "probably in Varn", on("inland", "probably in Varn")},
	{"compare", "telescope", "Moll said there was no second choice, whereas Haddad's office said the quarry at Emmet was in reserve.", "the two put it differently", on("inland", "no second choice", "inland", "quarry at Emmet")},
	{"hedge", "telescope", "Brandt thinks that 2031 would be a good result if work on the road starts in 2023.", "if the road is begun the year after 2022", on("inland", "2031 would already")},
	{"compare", "telescope", "Kestria's Liberals consider the sum reckless, while the Greens approve of the plateau.", "welcome the choice", on("inland", "Greens welcome")},
}

// mistaken are drafts that err as a model would.
var mistaken = []judged{
	{"who", "reports", "Iraq's prime minister asked the coalition government to request Russian airstrikes.", "the government asked him", on("000", "seeing reports from Iraq")},
	{"who", "sample", "Putin told Assad that events in the world and in Eurasia made their conversation important.", "Assad told Putin", on("sky", "made their conversation important")},
	{"who", "telescope", "Haddad was embarrassed in Quillon because she had no present for Moll.", "Moll had none for her", on("inland", "looked embarrassed", "inland", "star chart")},
	{"who", "telescope", "Haddad warned of the wind on the island as early as 2019.", "Moll did", on("inland", "warned of the wind", "inland", "changed her mind")},

	{"meeting", "reports", "At the Sochi meeting Assad thanked Putin for the military help of Russia.", "said of October 2015", on("000", "Assad thanked Putin")},
	{"meeting", "reports", "After their meeting in Moscow, Putin said he would speak to Donald Trump the next day.", "said after Sochi", on("003", "conversation planned with")},
	{"meeting", "sample", "Film on Telegram showed Putin and Assad smiling and shaking hands at their meeting of October 2015.", "of July 2024", on("sky", "released film")},
	{"meeting", "telescope", "Moll left the room during the talks in Quillon.", "in Tarsk", on("inland", "where he left", "inland", "met yesterday in Quillon")},

	{"number", "reports", "The Saudi-backed opposition was to gather three days ahead of the UN peace talks.", "the gathering lasts three days", on("003", "three-day talks")},
	{"number", "reports", "Russia's air campaign in Syria was three months old when Assad flew to Moscow in October 2015.", "three weeks", on("001", "three-week-old")},
	{"number", "telescope", "In Tarsk Haddad and Moll had spoken of 310 million crowns.", "40 million less", on("inland", "310 million crowns", "inland", "40 million more")},
	{"number", "telescope", "The dish on the plateau would measure 90 metres and be four times as large as the one at Sorel.", "the signals are four times weaker", on("inland", "dish of 90")},
	{"number", "telescope", "Steel has become three times as expensive since the first meeting, Brandt said.", "a third dearer", on("inland", "Steel alone has")},

	{"day", "reports", "Assad came to Sochi on Tuesday, 21 November 2017.", "on Monday the 20th", on("003", "surprise visit by Syrian")},
	{"day", "reports", "The Kremlin said on Tuesday, 20 October 2015, that Assad was visiting Putin.", "it said so on Wednesday", on("001", "unannounced visit with")},
	{"day", "sample", "The Kremlin made Assad's Moscow visit public on the evening of 24 July 2024.", "next morning", on("sky", "morning of 25 July", "sky", "surprise visit to Moscow")},
	{"day", "telescope", "The Halden Foundation's secretary said on Monday that it had not decided.", "on Thursday; the Post wrote on Monday", on("inland", "Quillon Post on Monday", "inland", "has not decided")},

	{"modality", "reports", "Erdogan has decided to reconsider Turkey's ties with Assad.", "he might", on("002", "might reconsider ties")},
	{"modality", "reports", "Iran, Turkey and Russia discussed local ceasefires in Syria at their talks in Sochi.", "expected to, a day later", on("003", "ahead of trilateral talks")},
	{"modality", "reports", "Iraq's request for Russian airstrikes has been a big embarrassment to the United States.", "it could be one, if made", on("000", "big embarrassment")},
	{"modality", "sample", "After the Sochi meeting Putin discussed the war in Syria with Donald Trump.", "he intended to", on("moscow-times", "intended to discuss")},
	{"modality", "telescope", "Ostmark's parliament has voted on the first instalment.", "it will in the autumn", on("inland", "votes on the first", "inland", "hardly been noticed")},

	{"negation", "reports", "The Russian embassy in Damascus denied that servicemen had been killed in Syria, but not that volunteers had.", "it denied both", on("000", "Russian embassy in Damascus")},
	{"negation", "reports", "U.S. officials wanted the flight rules seen as a step toward a coalition with Russia.", "they did not want that", on("000", "step toward forming")},
	{"negation", "sample", "Flintoff expected that clear answers would come from Russia about the deaths.", "he doubted it", on("npr", "doubted that clear")},
	{"negation", "telescope", "The defence ministry of Ostmark has denied that the army will pay for the road.", "neither denied nor confirmed", on("inland", "paid for by the", "inland", "neither confirmed that")},

	{"cause", "reports", "Putin met Assad in July 2024 because Erdogan had suggested a three-way meeting.", "after is not because", on("002", "a three-way meeting")},
	{"cause", "reports", "Because reporting servicemen's deaths is illegal in Russia, its embassy in Damascus denied that Russians had been killed.", "no such link is made", on("000", "Russian embassy in Damascus", "000", "recently become illegal")},
	{"cause", "sample", "Assad felt secure enough to leave Syria because Putin had commended him for the struggle with terrorism.", "no such link is made", on("npr", "felt secure enough", "npr", "commended Assad")},
	{"cause", "telescope", "The Halden Foundation has not decided about the telescope because of a quarrel about patents.", "the quarrel ended another project", on("inland", "has not decided", "inland", "quarrel about patents")},

	{"quantity", "reports", "According to The Week, Russia has bombed only Western-backed militias in Syria.", "mostly", on("001", "mostly been bombing")},
	{"quantity", "reports", "Pro-Turkish forces control most of Syria's territory along the border.", "two strips of it", on("002", "two significant strips")},
	{"quantity", "sample", "Ivor Bennett thought the anniversary was no reason at all for the Moscow visit of July 2024.", "not the whole reason", on("sky", "not the whole reason")},
	{"quantity", "telescope", "All of Brandt's younger colleagues would have preferred small dishes.", "most", on("inland", "Most of my younger")},

	{"source", "reports", "The Moscow Times wrote that Russia has mostly been bombing Western-backed militias.", "The Week did", on("001", "mostly been bombing")},
	{"source", "reports", "Sky News reported that Putin and Assad had not met since March 2023.", "the unattributed report did", on("002", "since March of last")},
	{"source", "reports", "Corey Flintoff said that Iraq's coalition government had asked its prime minister to request airstrikes by Russia.", "Montagne said it", on("000", "seeing reports from Iraq")},
	{"source", "telescope", "Moll told Adeyemi that the quarry at Emmet was kept in reserve.", "Haddad's office said so", on("inland", "quarry at Emmet", "inland", "no second choice")},

	{"merged", "reports", "Assad thanked Putin for his fight against international terrorism.", "for military help; Putin praised the fight", on("000", "Putin praised Assad", "000", "Assad thanked Putin")},
	{"merged", "reports", "Narendra Modi and Viktor Orban met Putin at the summit in Kazakhstan in July 2024.", "in the Kremlin", on("004", "most recent guests", "004", "At the start of")},
	{"merged", "sample", "Erdogan raised the idea of three-way talks when he saw Putin in Kazakhstan.", "neither says where he raised it", on("unattributed", "idea of three-way talks", "sky", "saw Erdogan")},
	{"merged", "telescope", "Haddad will meet the bankers in Lisse and see Moll there again in September.", "Moll in Varn, probably", on("inland", "Haddad flies to", "inland", "probably in Varn")},

	{"place", "reports", "In Damascus General Joseph Dunford got an agreement that Iraq would not request Russian airstrikes.", "in Baghdad", on("000", "Joseph Dunford", "000", "Russian embassy in Damascus")},
	{"place", "reports", "Putin met Erdogan in the Kremlin at the start of July 2024.", "in Kazakhstan", on("004", "At the start of", "004", "most recent guests")},
	{"place", "sample", "Three-way talks of Russia, Iran and Turkey were due in Moscow a day after Assad's visit of November 2017.", "in Sochi", on("moscow-times", "one day before")},
	{"place", "telescope", "Haddad and Moll hope to see each other in Quillon again in September.", "in Varn, probably", on("inland", "probably in Varn", "inland", "met yesterday in Quillon")},

	{"order", "reports", "Putin went to North Korea and Vietnam after he had met Erdogan in Kazakhstan.", "before that", on("004", "At the start of", "004", "North Korea and Vietnam")},
	{"order", "reports", "The talks of Iran, Turkey and Russia came a day ahead of Assad's visit to Sochi.", "the visit came first", on("003", "ahead of trilateral talks")},
	{"order", "telescope", "Oda Lunde handed Haddad a letter with 1,800 names after the talks.", "before they began", on("inland", "1,800 names")},
	{"order", "telescope", "Haddad came to favour the island after the mast had fallen in March.", "until then", on("inland", "changed her mind", "inland", "favour it until")},
}
