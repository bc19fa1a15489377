// Package cal is the legal calendar (工作日历): which days are working days, and
// how periods are counted (期间计算). It serves every counter that has a limit, and
// the public, who may open every date to the list of days behind it.
//
// The law: 民法典 201–204, 行政许可法 82, 全国年节及纪念日放假办法, and the yearly
// notice of the State Council. A year whose notice is not out is computed from the
// statutory festivals and weekends and marked 暂定 (TIM-11). A Calendar is one
// immutable version; a new notice makes a new version.
package cal
