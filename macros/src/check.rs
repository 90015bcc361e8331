//! The rules that span several stages or declarations, and those for labels.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::ext::IdentExt;

use crate::declaration::{Declaration, Invocation, Layer};
use crate::field::Field;
use crate::flow;
use crate::library::Library;
use crate::report::Report;
use crate::shape::Shape;
use crate::size::{Formula, Size};
use crate::tokens::is_name;

/// The methods of a network, of a layer and of a gradient. A field of the same name would be mistaken for one.
pub(crate) const METHODS: &[&str] = &[
    "as_slice",
    "backward",
    "backward_loss",
    "backward_rows",
    "before",
    "blend",
    "boxed",
    "carry",
    "clear",
    "copy_from",
    "fold_batch_norm",
    "forward",
    "forward_rows",
    "from_le_bytes",
    "from_parameters",
    "gradient",
    "gradient_carried",
    "init",
    "initialize",
    "input_from",
    "kept",
    "load",
    "load_pytorch",
    "load_pytorch_bytes",
    "load_rtneural",
    "load_rtneural_bytes",
    "load_safetensors",
    "look_inside",
    "loss",
    "new",
    "parameters",
    "parameters_mut",
    "predict",
    "predict_batch",
    "read_le_bytes",
    "run",
    "save",
    "save_onnx",
    "save_pytorch",
    "step",
    "step_rows",
    "summary",
    "tensors",
    "tensors_mut",
    "to_le_bytes",
    "to_onnx",
    "to_pytorch",
    "to_rust",
    "to_safetensors",
    "values",
    "values_mut",
    "write_le_bytes",
    "zero_unless_adding",
    "zeros",
];

/// The most stages of a network. An optimized build of this many takes minutes, and the time grows with their square and
/// more; above 120 rustc gives up.
pub(crate) const MOST_STAGES: usize = 32;

/// The most parameters of a network: 1 GiB of f32.
pub(crate) const MOST_PARAMETERS: usize = 1 << 28;

/// Checks all declarations of one `network!`.
pub(crate) fn invocation(invocation: &mut Invocation) {
    let declarations = invocation.declarations_mut();
    names_are_distinct(declarations);
    let names: Vec<String> = declarations.iter().filter_map(|one| one.name.as_ref()).map(Ident::to_string).collect();
    for declaration in declarations {
        let mut report = std::mem::take(&mut declaration.report);
        declaration.sizes_are_no_networks(&names, &mut report);
        declaration.stages_are_others(&mut report);
        declaration.shapes_fit(&mut report);
        declaration.softmax_has_several(&mut report);
        declaration.softmax_is_last(&mut report);
        declaration.labels_are_distinct_names(&mut report);
        declaration.is_within_the_limits(&mut report);
        declaration.report = report;
    }
}

/// Two networks can't have one name, unless conditions keep them apart. The second gets no code.
fn names_are_distinct(declarations: &mut [Declaration]) {
    let mut seen: Vec<String> = Vec::new();
    for declaration in declarations {
        let Some(name) = declaration.name.as_ref().filter(|_| declaration.conditions().next().is_none()) else {
            continue;
        };
        let text = name.unraw().to_string();
        if seen.contains(&text) {
            let message = "is another network's name already: choose another";
            declaration.report.add(name.span(), format_args!("`{text}` {message}"));
            declaration.name = None;
        } else {
            seen.push(text);
        }
    }
}

impl Declaration {
    /// A name in capitals is a size, so a network of such a name can't be a stage.
    fn sizes_are_no_networks(&self, names: &[String], report: &mut Report) {
        for size in self.sizes() {
            let Size::Constant { formula: Formula::Written(expression), span, .. } = size else { continue };
            let name = expression.to_string();
            if names.contains(&name) {
                let alias = camel_case(&name);
                let advice = format!("give it a CamelCase alias, `type {alias} = {name};`, and write `{alias}`");
                report.add(*span, format_args!("`{name}` is a network, and a name in capitals is a size: {advice}"));
            }
        }
    }

    /// A network can't be a stage of itself.
    fn stages_are_others(&self, report: &mut Report) {
        for stage in &self.stages {
            let (Layer::Path(path), Some(name)) = (&stage.layer, &self.name) else { continue };
            if *name == path.to_string() {
                report.add_over(
                    path,
                    format_args!("`{name}` can't be a stage of itself: write its stages, or another network"),
                );
            }
        }
    }

    /// Each stage takes the shape that arrives. Only the first misfit is reported, and only in a declaration without other
    /// mistakes: what follows a mistake is made up.
    fn shapes_fit(&self, report: &mut Report) {
        if !report.is_empty() {
            return;
        }
        let fields = self.fields();
        let mistake = |field: &Field| {
            let too_large = flow::too_large(&field.outputs).map(|message| (field.stage.span, message));
            flow::mistake(field.stage, &field.inputs).or(too_large)
        };
        if let Some(message) = flow::too_large(&self.input).filter(|_| !self.input.is_of_classes()) {
            let span = self.input.dimensions().iter().find_map(Size::span).unwrap_or(self.ends[0]);
            report.add(span, message);
        } else if let Some((span, message)) = fields.iter().find_map(mistake) {
            report.add(span, message);
        }
    }

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
        let is_one = matches!(self.output(), Shape::Values(size) if size.value() == Some(1));
        let Some(stage) = self.stages.last().filter(|_| is_one) else { return };
        // The size may have been made up if there are other mistakes.
        if let Some((name, span)) = stage.activation.last_only().filter(|_| report.is_empty()) {
            let advice = "write `1 sigmoid`, or as many outputs as there are classes";
            report.add(span, format_args!("`{name}` of one output is always 1: {advice}"));
        }
    }

    /// The compiler gives up on more stages, or larger networks, in words that don't help.
    fn is_within_the_limits(&self, report: &mut Report) {
        let count = self.stages.len();
        if let Some(stage) = self.stages.get(MOST_STAGES) {
            let advice = "make some of them a network of its own, which is one stage";
            let message =
                format_args!("a network has at most {MOST_STAGES} stages, and this one has {count}: {advice}");
            report.add(stage.span, message);
        }
        let fields = self.fields();
        let parameters: usize = fields.iter().filter_map(Field::parameters).sum();
        let largest = fields.iter().max_by_key(|field| field.parameters()).filter(|_| parameters > MOST_PARAMETERS);
        if let Some(largest) = largest {
            let has = format_args!("a network has at most {MOST_PARAMETERS} parameters, and this one has {parameters}");
            report.add(largest.stage.span, format_args!("{has}: write smaller sizes"));
        }
    }

    /// Has the compiler check the number of parameters, if some sizes are constants.
    pub(crate) fn limit_check(&self, library: &Library) -> Option<TokenStream> {
        let Library { network, in_limit, is_in_limit, .. } = library;
        let name = self.name.as_ref()?;
        let span = self.constants().into_iter().find_map(|size| match size {
            Size::Constant { span, .. } => Some(span),
            _ => None,
        })?;
        let parameters = quote_spanned!(span=> <#name as #network>::PARAMETERS);
        Some(quote_spanned!(span=> #in_limit::<{ #parameters }, { #is_in_limit(#parameters) }>()))
    }

    /// Labels that a file gives are left out instead.
    fn labels_are_distinct_names(&mut self, report: &mut Report) {
        let mistakes = self.wrong_labels();
        if !self.has_model() {
            mistakes.into_iter().for_each(|(span, message)| report.add(span, message));
        } else if !mistakes.is_empty() {
            self.stages.iter_mut().for_each(|stage| stage.label = None);
        }
    }

    fn wrong_labels(&self) -> Vec<(Span, String)> {
        let (mut seen, mut mistakes): (Vec<String>, _) = (Vec::new(), Vec::new());
        for (index, stage) in self.stages.iter().enumerate() {
            let Some(label) = &stage.label else { continue };
            let name = label.unraw().to_string();
            let message = if !is_name(label) {
                format!("`{name}` is a keyword of Rust: choose another label")
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
            mistakes.push((label.span(), message));
        }
        mistakes
    }

    /// The number of the stage without a label that has this name.
    fn unlabelled(&self, name: &str) -> Option<usize> {
        (1..=self.stages.len()).find(|number| {
            let stage = &self.stages[number - 1];
            stage.label.is_none() && stage.field(*number) == name
        })
    }
}

/// A name in CamelCase: `Mlp` for `MLP`, `MyNet` for `MY_NET`, `NNet` for `N`.
fn camel_case(name: &str) -> String {
    let word = |word: &str| word.chars().take(1).chain(word.to_lowercase().chars().skip(1)).collect::<String>();
    let alias: String = name.split('_').map(word).collect();
    if alias == name { alias + "Net" } else { alias }
}
