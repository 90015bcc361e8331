//! The rules that span stages.

use proc_macro2::Ident;

use crate::declaration::{Declaration, Invocation};
use crate::report::Report;

/// Holds every declaration to them.
pub(crate) fn invocation(invocation: &Invocation, report: &mut Report) {
    for declaration in invocation.declarations() {
        declaration.softmax_is_last(report);
        declaration.labels_are_names_of_their_own(report);
    }
}

impl Declaration {
    fn softmax_is_last(&self, report: &mut Report) {
        let before_the_last = self.stages.len().saturating_sub(1);
        for stage in &self.stages[..before_the_last] {
            if let Some((name, span)) = stage.activation.last_only() {
                report.add(span, format_args!("`{name}` can only end the last stage: it makes probabilities of a row"));
            }
        }
    }

    fn labels_are_names_of_their_own(&self, report: &mut Report) {
        let mut seen: Vec<Ident> = Vec::new();
        for field in self.fields() {
            let Some(label) = &field.stage.label else {
                seen.push(field.name);
                continue;
            };
            let text = label.to_string();
            if syn::parse_str::<Ident>(&text).is_err() {
                report.add(label.span(), format_args!("`{text}` is a word of Rust's own: choose another label"));
            } else if seen.iter().any(|name| *name == text) {
                report.add(label.span(), format_args!("the label `{text}` names two stages: choose another"));
            }
            seen.push(label.clone());
        }
    }
}
