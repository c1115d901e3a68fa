package answer

// telescope is a made-up corpus: a talk on the radio of the host, a reporter and
// a guest, about a meeting on the day before and a little about an earlier one.
var telescope = map[string]string{
	"corpus.yaml": `
name: Telescope talks
events:
  - {id: tarsk-2020, name: "Tarsk, November 2020", date: 2020-11-12, place: Tarsk, participants: [Soraya Haddad, Henrik Moll]}
  - {id: quillon-2022, name: "Quillon, May 2022", date: 2022-05-18, place: Quillon, participants: [Soraya Haddad, Henrik Moll]}
outlets:
  - {name: Inland Radio}
documents:
  - {file: inland-2022.txt, outlet: Inland Radio, kind: transcript, headline: Where the dish will stand, published: 2022-05-19, event: quillon-2022, first_speaker: Dana Morrow, speakers: {MORROW: Dana Morrow, ADEYEMI: Felix Adeyemi, BRANDT: Ilse Brandt}}
`,
	"inland-2022.txt": `Good evening. Eight weeks after the mast fell, the science minister of Kestria, Soraya Haddad, and Henrik Moll, who heads the Academy of Ostmark, met yesterday in Quillon. Felix Adeyemi was there. Felix, have they settled where the telescope will stand?

ADEYEMI: Not quite, Dana. They agreed on the plateau of Varn and ruled out the island, but the exact spot is left to a group of surveyors, who are to report by the end of June.

MORROW: Why not the island, which Haddad had always favoured?

ADEYEMI: She did favour it until this spring. The fall of the mast in March changed her mind, she told me. Moll had warned of the wind there as early as 2019, and he was too polite to mention it.

MORROW: What will the thing cost?

ADEYEMI: The two put it at 310 million crowns, of which Kestria pays two thirds. That is 40 million more than they spoke of in Tarsk in November 2020. Neither could tell me who covers what goes beyond.

MORROW: Ilse Brandt, you have built dishes of this kind for twenty years. Is that a fair price?

BRANDT: It is low, and I would be surprised if they got away with it. Steel alone has gone up by a third since their first meeting. What they have is a price for the dish, and a dish without a road is a sculpture.

MORROW: Is there no road up there?

BRANDT: There is a track. Lorries use it in summer and nobody does in winter. A road of 26 kilometres would have to be laid before the first piece of steel could go up, and I have seen no sum for it.

ADEYEMI: If I may, Dana: Moll said the road will be paid for by the army. The defence ministry of Ostmark has neither confirmed that nor denied it.

MORROW: Who was against the plateau?

ADEYEMI: The herders of Varn were, at least at first. Their speaker, Oda Lunde, handed Haddad a letter with 1,800 names on it before the talks began. They don't oppose the telescope as such. They want the spring pastures left alone, and they want to be heard by the surveyors.

MORROW: And will the herders be heard?

ADEYEMI: Haddad promised that two of them will sit in the group. Moll did not object, but he didn't promise anything either.

MORROW: There was talk that the Halden Foundation would step in with money.

ADEYEMI: There was, in the Quillon Post on Monday. The foundation's secretary told me this morning that it has been asked and has not decided. It backed out of the last project of the Academy, in 2017, after a quarrel about patents.

MORROW: Ilse, what would the telescope be able to do that others can't?

BRANDT: It would hear fainter things. With a dish of 90 metres on that plateau you could pick up signals about four times weaker than the one at Sorel can, because the air is dry and there is hardly any radio traffic. I should say that I worked on Sorel, so I'm not neutral.

MORROW: Some astronomers would rather have had many small dishes than a big one.

BRANDT: Most of my younger colleagues would have preferred the small ones. They are probably right where surveys are concerned. For timing pulsars I'd take the big one, any day.

MORROW: What happened to the mast, by the way?

ADEYEMI: The inquiry is still open. An interim report blames a cracked bolt and not the storm, as was first believed. The builder, Norrin Works, says the bolt came from a supplier from whom it no longer buys.

MORROW: Was anyone hurt back then?

ADEYEMI: Nobody died, but three technicians were injured when it fell, one of them badly; she left hospital last week.

MORROW: Did Haddad and Moll get along?

ADEYEMI: Better than in Tarsk, where he left the room. Yesterday they had lunch together, and she gave him a star chart from 1788. He had nothing for her and looked embarrassed.

MORROW: What did they say to the press?

ADEYEMI: Very little was to be had. Haddad spoke of “a door that is open at last.” Moll said that he trusted the surveyors more than the politicians, himself included.

MORROW: And the parties at home?

ADEYEMI: In Kestria the Greens welcome the choice of the plateau, while the Liberals call the sum reckless. In Ostmark it has hardly been noticed. Parliament there votes on the first instalment in the autumn; in Kestria the cabinet can decide alone.

MORROW: When could the telescope work?

BRANDT: They say 2029. If the road is begun next year, 2031 would already be good. I was told 2012 for Sorel, and it opened in 2016.

MORROW: Felix, what comes next?

ADEYEMI: The surveyors set out on the first of June, weather permitting. Haddad flies to Lisse tomorrow to meet the bankers; Moll goes home. They hope to see each other again in September, probably in Varn itself.

MORROW: And if the surveyors find that the ground won't bear it?

ADEYEMI: Then, Moll told me, there is no second choice. Haddad's office puts it differently: it says the quarry at Emmet has been kept in reserve.

MORROW: Thank you both. That was Felix Adeyemi in Quillon, and here in the studio Ilse Brandt.

BRANDT: Thank you, Dana.`,
}
