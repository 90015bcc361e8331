//! The documentation of a stage.

use crate::declaration::Layer;
use crate::field::Field;
use crate::flow::goes_by_steps;
use crate::kind::{Dimension, Kind, Steps, Tensor};
use crate::number;
use crate::size::{Size, written};
use crate::window::Window;

impl Field<'_> {
    /// Its kind with the values of the numbers, and whether it has a bias; none if its layer is the path of a type.
    fn kind(&self) -> Option<(&'static Kind, &[f64], bool)> {
        match &self.stage.layer {
            Layer::Kind { kind, numbers, bias, .. } => Some((kind, numbers, *bias)),
            Layer::Path(_) => None,
        }
    }

    /// The path of its type, if its layer is one.
    fn path(&self) -> String {
        match &self.stage.layer {
            Layer::Kind { .. } => String::new(),
            Layer::Path(path) => written(path),
        }
    }

    pub(super) fn tensors(&self) -> impl Iterator<Item = &'static Tensor> {
        self.kind().into_iter().flat_map(|(kind, _, bias)| kind.parameters(bias))
    }

    /// The length that a dimension is.
    pub(super) fn size(&self, dimension: Dimension) -> Size {
        let ([inputs, ..], [outputs, output_height, output_width]) = (self.input_grid(), self.output_grid());
        let [height, width] = self.stage.window().map_or([1, 1].map(Size::fixed), |window| window.taps(self.rank()));
        match dimension {
            Dimension::Inputs => inputs,
            Dimension::Outputs => outputs,
            Dimension::GroupInputs => self.group_inputs(),
            Dimension::WindowHeight => height,
            Dimension::WindowWidth => width,
            Dimension::OutputHeight => output_height,
            Dimension::OutputWidth => output_width,
            Dimension::Steps if self.kind().is_some_and(|(kind, ..)| goes_by_steps(kind, &self.inputs)) => output_width,
            Dimension::Steps => Size::fixed(1),
            Dimension::Number(value) => Size::fixed(value),
        }
    }

    /// The product of its sizes, if the macro knows them.
    fn product(&self, dimensions: &[Dimension]) -> Option<usize> {
        dimensions.iter().map(|dimension| self.size(*dimension).value()).product()
    }

    /// That product as a formula.
    fn product_text(&self, dimensions: &[Dimension]) -> String {
        if let Some(product) = self.product(dimensions) {
            return product.to_string();
        }
        let sizes = dimensions.iter().map(|dimension| self.size(*dimension));
        let factors: Vec<Size> = sizes.filter(|size| size.value() != Some(1)).collect();
        match &factors[..] {
            [one] if dimensions.len() > 1 => one.text(false),
            _ => factors.iter().map(|size| size.text(true)).collect::<Vec<_>>().join(" * "),
        }
    }

    /// The number of its parameters, if the macro knows it.
    pub(crate) fn parameters(&self) -> Option<usize> {
        self.kind()?;
        let tensors: Option<usize> = self.tensors().map(|tensor| self.product(tensor.dimensions)).sum();
        Some(tensors? + usize::from(self.stage.activation.learnt().is_some()))
    }

    /// That number as a formula.
    fn parameters_text(&self) -> String {
        let tensors = self.tensors().map(|tensor| self.product_text(tensor.dimensions));
        let learnt = self.stage.activation.learnt().map(|_| "1".to_owned());
        tensors.chain(learnt).collect::<Vec<_>>().join(" + ")
    }

    /// The multiply-adds of one sample, if the macro knows them.
    pub(super) fn multiply_adds(&self) -> Option<usize> {
        let (kind, ..) = self.kind()?;
        kind.multiply_adds.iter().map(|product| self.product(product)).sum()
    }

    /// That number as a formula.
    fn multiply_adds_text(&self) -> String {
        if let Some(sum) = self.multiply_adds() {
            return sum.to_string();
        }
        let products = self.kind().map_or(&[][..], |(kind, ..)| kind.multiply_adds);
        let products: Vec<String> = products.iter().map(|product| self.product_text(product)).collect();
        if products.is_empty() { "0".to_owned() } else { products.join(" + ") }
    }

    /// Its row of the table.
    pub(super) fn row(&self, scalar_bytes: usize) -> String {
        let [parameters, multiply_adds, bytes] = match (self.kind(), self.parameters()) {
            (None, _) => {
                let path = self.path();
                [format!("`{path}::PARAMETERS`"), format!("`{path}::MULTIPLY_ADDS`"), format!("`size_of::<{path}>()`")]
            }
            (Some(_), Some(parameters)) => {
                [parameters.to_string(), self.multiply_adds_text(), (parameters * scalar_bytes).to_string()]
            }
            (Some(_), None) => {
                let sum = self.parameters_text();
                [sum.clone(), self.multiply_adds_text(), format!("{scalar_bytes} * ({sum})")]
            }
        };
        let cells = [
            format!("`{}`", self.name),
            format!("{} -> {}", self.inputs.text(), self.outputs.text()),
            format!("y = {}", self.formula()),
            parameters,
            multiply_adds,
            bytes,
        ];
        // In a table a `|`, which is an operator in a size, and a `*` would mean something else.
        let cells = cells.map(|cell| cell.replace('|', "\\|").replace('*', "\\*"));
        format!("| {} |", cells.join(" | "))
    }

    /// As a declaration writes it.
    pub(super) fn declared(&self) -> String {
        let label = self.stage.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let layer = match &self.stage.layer {
            Layer::Kind { kind, numbers, .. } => {
                let size = self.stage.size.as_ref().map(|size| size.text(true));
                let bare = kind.bare_numbers.then(|| numbers.iter().map(|value| number::text(*value)));
                let named = number::named(kind.numbers, numbers).filter(|_| kind.named_numbers);
                let stand_apart = kind.bare_numbers || kind.named_numbers;
                let numbers = if stand_apart { String::new() } else { number::list(numbers) };
                let word = kind.word.map(|word| format!("{word}{numbers}"));
                let parts = [word, size, self.window_text()].into_iter().flatten();
                let parts = parts.chain(bare.into_iter().flatten()).chain(named);
                parts.collect::<Vec<_>>().join(" ")
            }
            Layer::Path(path) => written(path),
        };
        let no_bias = if matches!(self.kind(), Some((_, _, false))) { " no_bias" } else { "" };
        format!("{label}{layer}{}{no_bias}", self.stage.activation.suffix())
    }

    /// Its window, as a declaration writes it.
    fn window_text(&self) -> Option<String> {
        let (window, (kind, ..)) = (self.stage.window()?, self.kind()?);
        let is_bare = kind.is_pool();
        let options = window.options_text(is_bare).join(", ");
        let taps = window.taps_text();
        Some(match (is_bare, options.is_empty()) {
            (true, true) => taps,
            (true, false) => format!("{taps} ({options})"),
            (false, true) => format!("({taps})"),
            (false, false) => format!("({taps}, {options})"),
        })
    }

    /// The documentation of the field: its formulas, forward and backward.
    pub(crate) fn document(&self) -> Vec<String> {
        let Some(z) = self.z() else {
            let path = self.path();
            return vec![format!("y = {path}(x). The documentation of `{path}` has its formulas and its parameters.")];
        };
        let tensors = self.tensors().map(|tensor| {
            let lengths: Vec<String> = tensor.dimensions.iter().map(|size| self.size(*size).text(true)).collect();
            format!("{} is `{}`, {}", tensor.symbol, tensor.name, lengths.join(" x "))
        });
        let tensors: Vec<String> = tensors.collect();
        let tensors = if tensors.is_empty() { String::new() } else { format!(" {}.", tensors.join("; ")) };
        let mut lines = vec![format!("y = {}.{tensors}", self.formula()), String::new()];
        if let Some(steps) = self.steps() {
            lines.extend([format!("{}:", steps.names), String::new()]);
            lines.extend(steps.forward.iter().map(|line| format!("- {line}")));
            lines.push(String::new());
            lines.push(
                "Backward, from the last step to the first, with L the loss and e = dL/dy, to which the step after adds its \
                 dL/dh':"
                    .to_owned(),
            );
            lines.push(String::new());
            lines.extend(steps.backward.iter().map(|line| format!("- {line}")));
        } else {
            lines.extend([format!("Backward, with L the loss and z = {z}:"), String::new()]);
            lines.push(format!("- d = dL/dz = {}", self.stage.activation.gradient()));
        }
        lines.push(format!("- {}", self.gradients(true)));
        lines
    }

    /// What happens within its steps, if it goes through them one by one.
    fn steps(&self) -> Option<&'static Steps> {
        self.kind().and_then(|(kind, ..)| kind.steps)
    }

    /// y as a function of x.
    pub(crate) fn formula(&self) -> String {
        match self.z() {
            Some(z) => self.stage.activation.formula(&z),
            None => format!("{}(x)", self.path()),
        }
    }

    /// z as a function of x.
    fn z(&self) -> Option<String> {
        let (kind, numbers, bias) = self.kind()?;
        let window = self.stage.window().map(Window::taps_text).unwrap_or_default();
        Some(kind.formula(numbers, bias).replace("{window}", &window))
    }

    /// The gradients in terms of d, with that of x if `to_input`.
    fn gradients(&self, to_input: bool) -> String {
        let learnt = self.stage.activation.learnt();
        self.kind().map_or(String::new(), |(kind, numbers, bias)| kind.gradients(numbers, bias, learnt, to_input))
    }

    /// Its line in the documentation of the forward pass.
    pub(crate) fn forward(&self) -> String {
        let (inputs, outputs) = (self.inputs.text(), self.outputs.text());
        format!("- `{}`: y = {}, {inputs} to {outputs} values", self.name, self.formula())
    }

    /// Its line in the documentation of the backward pass.
    pub(crate) fn backward(&self) -> String {
        if self.kind().is_none() {
            return format!("- `{}`: the backward pass of `{}`", self.name, self.path());
        }
        let (gradient, gradients) = (self.stage.activation.gradient(), self.gradients(self.before.is_some()));
        match self.steps() {
            Some(_) => format!("- `{}`: from the last step to the first; {gradients}", self.name),
            None => format!("- `{}`: d = dL/dz = {gradient}; {gradients}", self.name),
        }
    }
}
