package answer

import "strings"

// countries whose people are called by another word, and names that mean one.
var countries = groups(`
	us usa america american americans united states washington-us
	uk britain british united kingdom
	un united nations
	eu european union
	france french frenchman
	germany german germans
	netherlands dutch
	spain spanish
	poland polish
	sweden swedish
	denmark danish
	greece greek greeks
	turkey turkish turks
	switzerland swiss
	norway norwegian norwegians
	finland finnish finns
	ireland irish
	wales welsh
	ukraine ukrainian ukrainians
	israel israeli israelis
	afghanistan afghan afghans
	lebanon lebanese
	congo congolese
	peru peruvian
	canada canadian canadians
	egypt egyptian egyptians
	iraq iraqi iraqis
	china chinese
	kurdistan kurdish kurds kurd
	argentina argentine argentinian
	portugal portuguese
	czechia czech czechs
	saudi arabia
	west western
	serbia serb serbs serbian
	croatia croat croats croatian
`)

func groups(table string) [][]string {
	var out [][]string
	for line := range strings.Lines(table) {
		if words := strings.Fields(line); len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

// titles stand in front of names and are none. A report may write them small.
var titles = set(`president minister prime chancellor king queen prince princess mr mrs ms dr sir lord lady general colonel
	captain major sergeant admiral senator governor mayor ambassador secretary professor pope bishop emir sheikh sultan
	premier envoy spokesman spokeswoman correspondent reporter leader foreign defence defense vice deputy former then late chief`)

// personal are given names that look like the people of a country.
var personal = set(`roman julian marian lilian adrian damian fabian vivian christian sebastian dorian ian ivan milan susan joan brian bryan dean sean stefan jan
	lindan`)

// givenNames are common words that are people's names as well.
var givenNames = set(`will may mark rose grace bill frank jack rich grant hope faith joy june april august summer dean earl duke page price
	young white black brown green long short wood stone hill ford lane west north south east baker cook fisher hunter miller potter smith taylor
	art bob rob pat sue drew chase chance miles dale glen heath rusty sandy holly ivy lily pearl ruby violet victor max major king prince pope bishop
	berry bush bell ball bird fox wolf lamb swan drake marsh moore reed rice waters rivers banks fields brook brooks church temple carter cooper mason
	archer gardener gardner porter sawyer shepherd singer spencer steward turner walker weaver love law lord knight day weeks winter sharp strong swift wise best good`)

// openers are common words that begin sentences.
var openers = set(`a an the this that these those there here it its he she they we i you his her their our your my one both each every all some any
	no not none nobody neither nor either many most much more few several other another such what who whose which when where why how
	and but or so yet if as at by for from in into of on onto over to with without within under upon up down out off between among through during
	before after since until while although though because whereas unless despite against about around across along behind beyond near according
	however moreover meanwhile instead also still then thus therefore later earlier afterwards once twice first second third finally
	yesterday today tomorrow last next two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred hundreds thousands
	almost nearly asked told said speaking following talks leaders president presidents minister ministers officials reporters journalists people men women
	negotiations discussions fishermen anglers farmers workers soldiers troops rebels fighters critics opponents supporters residents citizens locals
	police government governments parliament state media news press reports report sources outlets articles article witnesses survivors voters
	airports trains roads ferries boats ships planes flights schools hospitals shops markets prices taxes costs money oil gas water food fish catches
	war peace fighting violence attacks strikes treaty deal agreement agreements relations ties sanctions aid help plans nothing everything everybody everyone
	snow rain wind weather nobody somebody someone something rather only even just perhaps maybe asking calling having being both despite given due owing thanks
	under fewer less exactly roughly unlike like than neither can could may might must shall should will would did does do is are was were has have had let
	countries neighbours sides parties groups members delegates envoys diplomats experts analysts observers president's spokesman spokeswoman
	international local national foreign official joint new old former early late high low large small great good bad further future past present`)

// months3 are months and weekdays as words.
var months3 = set(`january february march april may june july august september october november december`)

// sayVerbs are verbs by which words are given to somebody.
var sayVerbs = set(`said says say saying told tells tell added adds asked asks claimed claims argued argues announced announces insisted insists
	warned warns promised promises pledged vowed vows suggested suggests denied denies thanked thanks praised praises called calls
	described describes explained explains termed stated states wrote writes remarked noted notes declared declares admitted admits
	acknowledged confirmed confirms demanded demands urged urges complained complains accused accuses replied answered predicted predicts
	stressed stresses emphasised emphasized recalled quoted hailed hails reported reports criticised criticized blamed apologised apologized
	assured assures reassured pointed mentioned maintained maintains alleged alleges contended conceded revealed disclosed cautioned commented observed informed`)

// inverting are those that may stand before who speaks.
var inverting = set(`said says added adds asked insisted wrote writes explained warned replied noted announced declared remarked argued`)

// light are words that say little of their own in a claim. What lasted four
// hours is a matter of the number.
var light = set(`leader leaders side sides man men woman women person persons people politician politicians two both pair another
	said says later earlier then also still together own new use used using via regarding concerning during according
	time day days year years week weeks month months became become becomes include included includes including
	unattributed citing cited cites quoting last lasts lasted lasting
	himself herself themselves itself former latter first second one ones something anything everything part parts well among amid since although though unless toward towards
	express expresses expressed others other believe believes believed regard regarded generally widely commonly shortly instead least
	whether probably likely perhaps possibly apparently indicate indicates indicated suspect suspects suspected conclude concludes listed outlined named`)

// synonyms are words that one report has where another has the other, a group
// a line.
//
//nolint:misspell // as some papers spell it
var synonyms = groups(`
	talk negotiation discussion meeting summit conversation encounter discuss negotiate meet met conference gathering session converse
	agreement treaty deal accord pact agree agreed
	sign conclude seal
	fail collapse break broke founder failure unsuccessful
	travel go went journey trip visit fly flew came come visitor ride rode drive drove
	reporter journalist correspondent press
	unhappy angry dissatisfied displeased upset
	limit cap restrict maximum ceiling quota restriction allow permit
	leave left depart departure
	arrive arrival come came reach
	close shut closure
	begin began start open launch begun onset
	end finish conclude stop over halt cease discontinue
	refuse decline reject unwilling
	fear worry afraid concern anxious
	help aid assist support assistance back backing
	kill die died dead death casualty
	war conflict fight fighting battle combat
	announce reveal disclose announcement
	plan intend intention schedule set
	last take took
	pay finance fund cost
	call describe term label
	want wish seek sought hope aim
	initially originally
	dispute quarrel row conflict
	harm damage
	try attempt seek sought
	big large great
	quick fast rapid
	fisherman fishermen angler
	friendly cordial warm amicable
	say tell state
	because due owing reason
	lead head
	annual year yearly
	ruin destroy bankrupt
	reach achieve
	hold held host take place occur
	attack strike raid
	outside abroad out
	matter concern issue affair question
	show demonstrate indicate suggest
	improve better
	increase rise rose grow grew
	fall fell drop decrease decline
	buy bought purchase
	build built construct construction
	surprise unannounced unexpected
	praise laud commend
	thank grateful gratitude
	country nation state
	government regime
	army military
	settle settlement resolve resolution solution
	date schedule fix
	autumn fall
	train rail railway
	speak talk spoke spoken
	allow let permit
	prevent block avert stop
	focus concentrate
	save rescue
	join enter
	shield protect
	plane aircraft flight
	boat ship ferry vessel
	shore coast bank
	harbour port
	aircraft plane
	tell inform
	new fresh further another
	lake water
	receive host guest visitor visit
	ban prohibit forbid outlaw illegal
	launch conduct carry mount stage wage
	video film footage recording
	offensive operation campaign
	protest march demonstrate rally
	worsen deteriorate
	explain justify
	threat threaten danger risk
	urgent immediate pressing
	withdraw exit quit leave
	ties relations links
	prevent avoid keep
	break broke erupt begin began start
	soldier troops force contingent
	outside abroad leave left
	discuss address
	want plan intend
	target aim direct
	favour favor advantage
	neighbour neighbor
	defence defense
	centre center
	programme program
	labour labor
	success coup triumph
	collide crash collision
`)
