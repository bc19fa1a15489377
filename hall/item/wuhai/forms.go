package wuhai

import (
	"tongban/platform/form"
	"tongban/platform/i18n"
)

func text(name string, label i18n.Text) form.FieldDef {
	return form.FieldDef{Name: name, Label: label, Type: form.Text, Required: true, Most: 100}
}

func area(name string, label, hint i18n.Text) form.FieldDef {
	return form.FieldDef{Name: name, Label: label, Hint: hint, Type: form.Area, Required: true, Most: 800}
}

func number(name string, label, unit i18n.Text, scale int) form.FieldDef {
	return form.FieldDef{Name: name, Label: label, Type: form.Number, Required: true, Min: "0", Max: "100000000", Scale: scale, Unit: unit}
}

func date(name string, label i18n.Text) form.FieldDef {
	return form.FieldDef{Name: name, Label: label, Type: form.Date, Required: true}
}

func choice(name string, label i18n.Text, options ...form.Option) form.FieldDef {
	return form.FieldDef{Name: name, Label: label, Type: form.Choice, Required: true, Options: options}
}

func choices(name string, label i18n.Text, options ...form.Option) form.FieldDef {
	f := choice(name, label, options...)
	f.Type, f.Least = form.Choices, 1
	return f
}

func option(code, zh, en string) form.Option { return form.Option{Code: code, Label: t(zh, en)} }

func section(id string, title i18n.Text, fields ...form.FieldDef) form.Section {
	return form.Section{ID: id, Title: title, Fields: fields}
}

func known(f form.FieldDef, source string) form.FieldDef { f.Prefill = source; return f }

func proposed(f form.FieldDef, source string) form.FieldDef {
	f.Prefill, f.Editable = source, true
	return f
}

// company asks who applies, for companies and other bodies; what the platform
// holds is filled in.
func company() form.Section {
	code := form.FieldDef{Name: "credit_code", Label: t("统一社会信用代码", "Unified social credit code"), Type: form.CreditCode, Required: true}
	phone := form.FieldDef{Name: "phone", Label: t("联系电话", "Phone"), Type: form.Phone, Required: true}
	return section("applicant", t("申请单位", "The applicant"),
		known(text("company", t("单位名称", "Name")), "applicant.name"),
		known(code, "applicant.number"),
		text("representative", t("法定代表人或负责人", "Legal representative")),
		text("registered_at", t("住所", "Registered address")),
		text("contact", t("联系人", "Contact person")),
		proposed(phone, "applicant.phone"))
}

// someone asks who applies, for natural persons.
func someone() form.Section {
	id := form.FieldDef{Name: "id_number", Label: t("公民身份号码", "Citizen ID number"), Type: form.CitizenID, Required: true}
	phone := form.FieldDef{Name: "phone", Label: t("联系电话", "Phone"), Type: form.Phone, Required: true}
	return section("applicant", t("申请人", "The applicant"),
		known(text("name", t("姓名", "Name")), "applicant.name"),
		known(id, "applicant.number"),
		proposed(phone, "applicant.phone"))
}

// truth is the declaration of 行政许可法 31: the applicant answers for the truth.
func truth() form.Section {
	return section("declaration", t("确认", "Declaration"), form.FieldDef{Name: "truth", Type: form.Tick, Required: true,
		Label: t("我提交的材料和填写的内容真实，并对其实质内容的真实性负责。", "What I hand in and write is true, and I answer for its truth.")})
}

// sampleCompany answers company() for the filled-in example. The code is a
// synthetic one of the standard's shape.
func sampleCompany(name string) form.Answers {
	return form.Answers{"company": form.Str(name), "credit_code": form.Str("91150302MA0TE0T12Q"), "representative": form.Str("张某某"),
		"registered_at": form.Str("乌海市海勃湾区滨河街道示例路1号"), "contact": form.Str("李某某"), "phone": form.Str("04730000010")}
}

// samplePerson answers someone() for the filled-in example.
func samplePerson() form.Answers {
	return form.Answers{"name": form.Str("王某某"), "id_number": form.Str("11010519491231002X"), "phone": form.Str("04730000011")}
}

// with adds answers to an example.
func with(a form.Answers, more form.Answers) form.Answers {
	for k, v := range more {
		a = a.With(k, v)
	}
	return a
}
