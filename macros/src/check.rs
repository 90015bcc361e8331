//! The rules that span stages, and those for labels.

use proc_macro2::Ident;
use syn::ext::IdentExt;

use crate::declaration::Declaration;
use crate::report::Report;

/// The methods of a network and of its gradient, which read like a field of that name.
pub(crate) const METHODS: &[&str] = &[
    "backward",
    "backward_block",
    "backward_input",
    "boxed",
    "clear",
    "forward",
    "forward_block",
    "gradient",
    "init",
    "initialize",
    "layers",
    "layers_mut",
    "loss",
    "new",
    "parameters",
    "parameters_mut",
    "predict",
    "predict_batch",
    "zeros",
];

/// Holds a declaration to them.
pub(crate) fn declaration(declaration: &mut Declaration) {
    let mut report = std::mem::take(&mut declaration.report);
    declaration.softmax_has_several(&mut report);
    declaration.softmax_is_last(&mut report);
    declaration.labels_are_names_of_their_own(&mut report);
    declaration.report = report;
}

impl Declaration {
    fn softmax_is_last(&self, report: &mut Report) {
        let before_the_last = self.stages.len().saturating_sub(1);
        for stage in &self.stages[..before_the_last] {
            if let Some((name, span)) = stage.activation.last_only() {
                let message = "makes probabilities of a whole row, so only the last stage can have it";
                report.add(span, format_args!("`{name}` {message}: choose another activation here"));
            }
        }
    }

    fn softmax_has_several(&self, report: &mut Report) {
        let Some(stage) = self.stages.last().filter(|stage| stage.size.value() == Some(1)) else { return };
        // A size that was made up isn't held to this.
        if let Some((name, span)) = stage.activation.last_only().filter(|_| report.is_empty()) {
            let advice = "write `1 sigmoid`, or as many outputs as there are classes";
            report.add(span, format_args!("`{name}` of one output is always 1: {advice}"));
        }
    }

    fn labels_are_names_of_their_own(&self, report: &mut Report) {
        let mut seen: Vec<String> = Vec::new();
        for (index, stage) in self.stages.iter().enumerate() {
            let Some(label) = &stage.label else { continue };
            let name = label.unraw().to_string();
            let message = if syn::parse_str::<Ident>(&label.to_string()).is_err() {
                format!("`{name}` is a word of Rust's own: choose another label")
            } else if METHODS.contains(&name.as_str()) {
                format!("`{name}` is a method of networks: choose another label")
            } else if seen.contains(&name) {
                format!("the label `{name}` is another stage's already: choose another")
            } else if let Some(number) = self.unlabelled(&name).filter(|number| *number != index + 1) {
                format!("`{name}` is the name of stage {number}, which has no label: choose another")
            } else {
                seen.push(name);
                continue;
            };
            report.add(label.span(), message);
        }
    }

    /// The number of the stage without a label that has this name.
    fn unlabelled(&self, name: &str) -> Option<usize> {
        (1..=self.stages.len()).find(|number| {
            let stage = &self.stages[number - 1];
            stage.label.is_none() && stage.field(*number) == name
        })
    }
}
