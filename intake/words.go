package intake

import (
	"context"

	"tillit.care/base/words"
	"tillit.care/pure/suit"
	"tillit.care/ui"
)

// form is how a sheet is sent: a client's is saved as they write.
func (s sheetPage) form(ctx context.Context) ui.AnswerProps {
	a := ui.AnswerProps{Action: s.action(), Once: string(s.Once), Problem: s.summary(ctx)}
	if s.Client {
		a.Draft, a.Whose = s.action()+"/draft", s.Whose
	}
	return a
}

func (c consenting) wrong(ctx context.Context, field string) string {
	if c.Field != field || field == "" {
		return ""
	}
	return words.T(ctx, c.Problem)
}

func (c consenting) summary(ctx context.Context) string {
	switch {
	case c.Problem == "":
		return ""
	case c.Field != "":
		return words.T(ctx, "intake.look")
	}
	return words.T(ctx, c.Problem)
}

// open is how many facts nobody has said anything of.
func (f Fits) open() (n int) {
	for _, field := range f.Facts.Fields {
		if f.Known.Words[field.Name] == "" {
			n++
		}
	}
	return n
}

func (f Fits) summary(ctx context.Context) string {
	switch {
	case f.Problem == "":
		return ""
	case f.Field != "":
		return words.T(ctx, "intake.look")
	}
	return words.T(ctx, f.Problem)
}

func (f Fits) wrong(ctx context.Context, one Fit, field string) string {
	if f.At != one.System || f.Field != field {
		return ""
	}
	return words.T(ctx, f.Problem)
}

// sent is what was entered and not taken.
func (f Fits) sent(one Fit, field string) string {
	if f.At != one.System {
		return ""
	}
	return f.Sent[field].Reveal()
}

func yesNo(ctx context.Context) (all []ui.Option) {
	for _, s := range []suit.State{suit.Yes, suit.No} {
		all = append(all, ui.Option{Value: string(s), Label: words.T(ctx, "fit.is."+string(s))})
	}
	return all
}

func choose(ctx context.Context) (all []ui.Option) {
	all = append(all, ui.Option{Value: "", Label: words.T(ctx, "fit.choice.none")})
	for _, c := range choices {
		all = append(all, ui.Option{Value: c, Label: words.T(ctx, "fit.choice."+c)})
	}
	return all
}
