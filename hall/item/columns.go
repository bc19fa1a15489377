package item

import (
	"slices"
	"strings"

	"tongban/platform/i18n"
)

// A Field is one thing an import can bring (导入字段), with the names that official
// exchange formats, the standard's own headings and common sheets give it. A
// column map names the file's column where none of these fits.
type Field struct {
	Key   string
	Name  i18n.Text
	Heads []string
}

// Fields lists what an import can bring, in the order of the report.
var Fields = []Field{
	{"code", i18n.T("实施编码", "Task code"), []string{"实施编码", "事项编码", "task_code", "TASK_CODE", "item.task_code", "业务办理项编码"}},
	{"name", i18n.T("事项名称", "Name"), []string{"事项名称", "业务办理项名称", "name", "task_name", "TASK_NAME", "item.task_name"}},
	{"catalogue", i18n.T("基本编码", "Catalogue code"), []string{"基本编码", "catalog_code", "CATALOG_CODE", "item.catalog_code", "power_code"}},
	{"typeName", i18n.T("事项类型", "Type"), []string{"事项类型", "type"}},
	{"typeCode", i18n.T("事项类型代码", "Type code"), []string{"事项类型代码", "type_code", "task_type", "TASK_TYPE", "item.task_type"}},
	{"department", i18n.T("实施主体", "Department"), []string{"实施主体", "实施部门", "部门", "department", "dept_name", "DEPT_NAME", "item.dept_name"}},
	{"uscc", i18n.T("实施主体统一社会信用代码", "Department's credit code"), []string{"统一社会信用代码", "实施主体编码", "department_uscc", "DEPT_CODE", "item.dept_code"}},
	{"area", i18n.T("行政区划代码", "Division"), []string{"行政区划", "行政区划代码", "area_code", "areacode", "AREACODE", "item.areacode"}},
	{"level", i18n.T("行使层级", "Level"), []string{"行使层级", "level", "levels", "use_level", "USE_LEVEL", "item.use_level"}},
	{"kind", i18n.T("办件类型", "Kind"), []string{"办件类型", "project_type", "PROJECT_TYPE", "item.project_type"}},
	{"audience", i18n.T("服务对象", "Audience"), []string{"服务对象", "served", "serve_type", "SERVE_TYPE", "item.serve_type"}},
	{"themes", i18n.T("主题", "Themes"), []string{"主题", "主题分类", "themes"}},
	{"conditions", i18n.T("受理条件", "Conditions"), []string{"受理条件", "accept_condition", "ACCEPT_CONDITION", "item.accept_condition"}},
	{"legalDays", i18n.T("法定办结时限", "Statutory limit"), []string{"法定办结时限", "legal_days", "anticipate_day", "ANTICIPATE_DAY", "item.anticipate_day"}},
	{"legalUnit", i18n.T("法定办结时限单位", "Unit of the statutory limit"), []string{"法定办结时限单位", "legal_unit", "anticipate_type", "ANTICIPATE_TYPE", "item.anticipate_type"}},
	{"promiseDays", i18n.T("承诺办结时限", "Promised limit"), []string{"承诺办结时限", "promised_days", "promise_day", "PROMISE_DAY", "item.promise_day"}},
	{"promiseUnit", i18n.T("承诺办结时限单位", "Unit of the promised limit"), []string{"承诺办结时限单位", "promised_unit", "promise_type", "PROMISE_TYPE", "item.promise_type"}},
	{"visits", i18n.T("到办事现场次数", "Visits"), []string{"到办事现场次数", "visits", "limit_scene_num", "item.limit_scene_num"}},
	{"visitReason", i18n.T("必须现场办理原因", "Reason for visits"), []string{"必须现场办理原因", "limit_scene_explain", "scene_reason", "item.scene_reason"}},
	{"address", i18n.T("办理地点", "Place"), []string{"办理地点", "address", "TRANSACT_ADDR"}},
	{"hours", i18n.T("办理时间", "Hours"), []string{"办理时间", "TRANSACT_TIME"}},
	{"windows", i18n.T("办理窗口", "Windows"), []string{"windows"}},
	{"consult", i18n.T("咨询电话", "Consultation phone"), []string{"咨询电话", "咨询方式", "consult_phone"}},
	{"complain", i18n.T("监督投诉电话", "Complaint phone"), []string{"监督投诉电话", "投诉电话", "监督投诉方式", "complaint_phone"}},
	{"fee", i18n.T("是否收费", "Fee asked"), []string{"是否收费", "is_fee", "IS_FEE", "item.is_fee"}},
	{"feeBasis", i18n.T("收费依据", "Fee basis"), []string{"收费依据", "FEEBASIS"}},
	{"feeStandard", i18n.T("收费标准", "Fee standard"), []string{"收费标准"}},
	{"basis", i18n.T("设定依据", "Legal basis"), []string{"设定依据", "法律依据", "bylaw", "LAW", "first_basis"}},
	{"materials", i18n.T("申报材料", "Materials"), []string{"申报材料", "申请材料", "materials"}},
	{"specials", i18n.T("特别程序", "Special procedures"), []string{"special_procedures"}},
	{"questions", i18n.T("常见问题", "Questions"), []string{"qa"}},
	{"resultName", i18n.T("办理结果名称", "Result"), []string{"办理结果名称", "结果名称", "result_name", "item.result_name"}},
	{"resultType", i18n.T("办理结果类型", "Type of result"), []string{"办理结果类型", "结果类型", "result_type", "item.result_type"}},
	{"joint", i18n.T("联办机构", "Joint departments"), []string{"联办机构", "co_departments"}},
	{"online", i18n.T("是否网上办理", "Online"), []string{"是否网办", "是否网上办理", "online", "is_online_handle", "item.is_online_handle"}},
	{"courier", i18n.T("是否支持物流快递", "Courier"), []string{"是否支持物流快递", "courier"}},
	{"booking", i18n.T("是否支持预约办理", "Booking"), []string{"是否支持预约办理", "online_booking", "is_schedule", "item.is_schedule"}},
	{"short", i18n.T("简称", "Short name"), []string{"简称", "short_name"}},
	{"words", i18n.T("通俗叫法", "Plain words"), []string{"通俗叫法", "daily_words"}},
}

// ColumnMap names the file's column for a field key, where the usual names do not fit.
type ColumnMap map[string]string

// find gives the column of the file for each field: the map's first, then the
// first usual name that the file has.
func (m ColumnMap) find(heads []string) map[string]string {
	have := map[string]string{}
	for _, h := range heads {
		have[strings.ToLower(h)] = h
	}
	out := map[string]string{}
	for _, f := range Fields {
		if col, ok := m[f.Key]; ok {
			if real, has := have[strings.ToLower(col)]; has {
				out[f.Key] = real
			}
			continue
		}
		for _, h := range f.Heads {
			if real, has := have[strings.ToLower(h)]; has {
				out[f.Key] = real
				break
			}
		}
	}
	return out
}

// strangers gives the keys of the map that are no field of ours and the columns it
// names that the file does not have.
func (m ColumnMap) strangers(heads []string) (keys, columns []string) {
	for k, col := range m {
		if !slices.ContainsFunc(Fields, func(f Field) bool { return f.Key == k }) {
			keys = append(keys, k)
		}
		if !slices.ContainsFunc(heads, func(h string) bool { return strings.EqualFold(h, col) }) {
			columns = append(columns, col)
		}
	}
	slices.Sort(keys)
	slices.Sort(columns)
	return keys, columns
}
