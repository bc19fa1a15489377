package law

import "tongban/platform/i18n"

// timeRules are the rules of counting time (期间计算).
var timeRules = []Rule{
	rule("TIM-01", "T C", Licensing.Art(82), i18n.T("行政机关办理许可的期限按工作日计算，不含法定节假日。", "An agency's time limits in licensing run in working days, public holidays left out.")),
	rule("TIM-02", "T C", Tendering.Art(24), i18n.T("招标投标法规里的“日”是自然日，写明“工作日”的才按工作日计算。", "In tender law a day is a calendar day unless the text says working day.")).also(TenderingRules.Art(21), TenderingRules.Art(22), TenderingRules.Art(54), TenderingRules.Art(61)),
	rule("TIM-03", "T C", CivilCode.Art(201), i18n.T("按日计算的期间，开始的当日不计入，从下一日数起。", "The day an event happens is day zero; counting begins on the next day.")),
	rule("TIM-04", "T C", CivilCode.Art(203).P(1), i18n.T("期间最后一日是法定休假日的，顺延到休假结束后的第一个工作日。", "A period that would end on a rest day ends on the first day after the rest.")),
	rule("TIM-05", "T C", CivilCode.Art(203).P(2), i18n.T("最后一日截止到二十四时；有业务时间的，截止到停止业务活动的时间。", "The last day ends at 24:00, or at close of business where business hours apply.")).left("窗口下班时刻由大厅公布，可按其计算，办件的到期日仍只记到日"),
	rule("TIM-06", "T C", CivilCode.Art(201).P(2), i18n.T("按小时计算的期间，从规定的时刻起算。", "A period of hours runs from its stated moment.")),
	rule("TIM-07", "T C", TenderingRules.Art(21), i18n.T("“截止前若干日”由截止日向前推，截止日不计；向前推的期限不顺延。", "A limit before a deadline is counted backwards without the deadline's own day and is not rolled.")).also(TenderingRules.Art(22)),
	rule("TIM-08", "T C", Holidays.Art(6), i18n.T("以国务院每年的放假通知为准：调休上班的周末是工作日，调休放假的平日不是。", "The State Council's yearly notice decides: a make-up weekend day is worked, a swapped weekday is not.")).also(Holidays.Art(7)),
	rule("TIM-09", "T C", Holidays.Art(3), i18n.T("只给部分公民放假的节日不影响期限，遇周末也不补假。", "Holidays for some citizens only do not stop a period and are not made up.")).also(Holidays.Art(6)),
	rule("TIM-10", "T C", Holidays.Art(4), i18n.T("少数民族习惯的节日，按当地政府规定的日期放假，只在该地区适用。", "Customary festivals of ethnic minorities are holidays as the local government rules, in that region only.")),
	rule("TIM-11", "design CW", Own("TIM-11"), i18n.T("次年放假安排未公布前，按法定节日和周末暂算并注明“暂定”；公布后重算，不缩短已告知的期限。", "Before next year's notice is out, dates are computed from statutory festivals and weekends and marked provisional; later they are recomputed, and no limit already told is shortened.")),
	rule("TIM-12", "T CR", ESignature.Art(11), i18n.T("数据电文进入指定系统的时间，就是收到的时间。", "A data message is received when it enters the designated system.")),
	rule("TIM-13", "T BR", Licensing.Art(45), i18n.T("不计入期限的时间须有法定事由、起止日期，并书面告知申请人。", "Time is left out of a limit only on a statutory ground, with a first and last day, told in writing.")),
	rule("TIM-14", "T C", Reconsideration.Art(88), i18n.T("行政复议中三、五、七、十日指工作日，三十日、六十日指自然日。", "In reconsideration 3, 5, 7 and 10 days are working days; 30 and 60 are calendar days.")).also(Reconsideration.Art(20), Reconsideration.Art(62)),
}
