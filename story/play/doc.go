// Package play plays the stories of the city (演出): the scripts in the directory
// above, each a day or a month of the city in lines that people can read. A person
// of a story is a browser without scripts: it signs in through the pages, finds
// controls by their labels and buttons by their words, and sends forms as they
// stand, hidden answers included. Each story gets a city of its own, on SQLite and
// on PostgreSQL, and a clock that moves only when the script says so.
//
// A script has one command on a line; # begins a comment; files for uploads may
// follow in txtar form. $NAME stands for what remember kept.
//
//	at 2026-02-12 09:30        move the clock and let everything due happen
//	settle                     let everything due happen now
//	as clerk                   go on as this person, named by key or by role, signing in if
//	                           need be; clerk@2 is a second browser of the same person;
//	                           other names are visitors
//	open /path                 read a page
//	follow 文字                 follow the link with these words
//	within 文字                 stay in the part of the page under these words
//	fill 标签 = 值              answer a question: text (\n for a new line), choice of a
//	                           list, one of radios
//	paste 标签 = 文件名          answer with a file of the script
//	tick 标签, untick 标签       a box
//	attach 标签 = 文件名         choose a file: one of the script's, one kept by save, or a
//	                           made one whose content fits its name (.pdf, .png)
//	press 按钮                  send the form with this button
//	post /path a=b&c=d         send a form that no page offers
//	number NO 1503002026…      keep a case number made up from its first twenty places
//	perform 名字                play a part that stories share, from ../parts
//	race 按钮: clerk clerk2     both press at once; $WINNER and $LOSER are remembered
//	status 403                 of the last answer; every answer below 400 is expected otherwise
//	until 文字                  read the page again until it shows this, for at most a minute
//	see 文字, see-not 文字        on the page, spaces aside
//	menu 文字, menu-not 文字      in the head of the page
//	rule 文字                   the page is a refusal and names this article; LIC-07 stands
//	                           for the article of that rule, here and in act
//	remember NO 办件编号        keep what stands beside these words; address: the last part
//	                           of the address; link 文字: where the link leads; match REGEXP
//	code NAME $SECRET          keep the one-time code of a secret
//	save 文件名                  keep the last answer as a file
//	alter 文件名 甲 => 乙        change words in a kept file
//	act $NO case.accept by clerk under ID…   the act stands in the ledger, by this person,
//	                           with these rules, and its receipt verifies
//	acts $NO case.accept 1     so many acts of this kind
//	alarm $NO 红牌 LIC-06, no-alarm $NO
//	due $NO decide 2026-03-18 [2026-03-11]   the open clock: lawful day, promised day
//	shared FILE                a file of the catalogue beside the repository, for attach;
//	                           where it is absent the story ends with a message
//	import FILE [dry]          as the command line does; the summary is $REPORT
//	equal A = B                two texts are the same; contain A ⊇ B: one holds the other
package play
