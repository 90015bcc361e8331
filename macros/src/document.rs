//! The documentation of what is generated, line by line: tables and formulas.

use crate::declaration::{Declaration, Field};
use crate::size::Size;

/// The struct's: what it is, a table of its stages, an example.
pub(crate) fn network(declaration: &Declaration) -> Vec<String> {
    let fields: Vec<Field> = declaration.fields().collect();
    let scalar = &declaration.options.scalar;
    let mut lines = vec![
        format!("The network `{}` of `{scalar}`.", shape(declaration)),
        String::new(),
        "| stage | shape | formula | parameters | multiply-adds | bytes |".to_owned(),
        "|---|---|---|---:|---:|---:|".to_owned(),
    ];
    let bytes = declaration.options.scalar_bytes();
    lines.extend(fields.iter().map(|field| field.row(bytes)));
    lines.push(total(declaration, &fields));
    lines.push(String::new());
    lines.extend(fields.first().map(Field::legend).into_iter().flatten());
    lines.extend(example(declaration));
    lines
}

/// The table's last row.
fn total(declaration: &Declaration, fields: &[Field]) -> String {
    let ends = format!("{} -> {}", declaration.input.text(true), declaration.output().text(true));
    let parameters: Option<usize> = fields.iter().map(Field::parameters).sum();
    let weights: Option<usize> = fields.iter().map(Field::weights).sum();
    match (parameters, weights) {
        (Some(parameters), Some(weights)) => {
            let bytes = parameters * declaration.options.scalar_bytes();
            format!("| all | {ends} | | {parameters} | {weights} | {bytes} |")
        }
        _ => format!("| all | {ends} | | `PARAMETERS` | `MULTIPLY_ADDS` | `size_of::<Self>()` |"),
    }
}

/// What one does with it, in its own shapes. It is text to rustdoc: the macro doesn't know where the struct is, so the
/// lines wouldn't compile by themselves.
fn example(declaration: &Declaration) -> Vec<String> {
    let Some(name) = &declaration.name else { return Vec::new() };
    let scalar = &declaration.options.scalar;
    let (inputs, outputs) = (declaration.input.text(false), declaration.output().text(false));
    let (loss, target) = match declaration.stages.last().map(|stage| stage.activation.name()).as_deref() {
        Some("softmax") => ("CrossEntropy", format!("Class<{}>", declaration.output().argument())),
        Some("sigmoid") => ("BinaryCrossEntropy", format!("[{scalar}; {outputs}]")),
        _ => ("Mse", format!("[{scalar}; {outputs}]")),
    };
    vec![
        String::new(),
        "# Example".to_owned(),
        String::new(),
        "```text".to_owned(),
        "use staticnn::prelude::*;".to_owned(),
        String::new(),
        format!("let mut net = {name}::init(&mut ChaCha8Rng::seed_from_u64(42));"),
        format!("let y: [{scalar}; {outputs}] = net.predict(&[0.0; {inputs}]);"),
        String::new(),
        format!("let samples = Samples::new(&x, &t)?; // your data, x: [[{scalar}; {inputs}]], t: [{target}]"),
        format!("let mut gradient = Gradient::<{name}>::new();"),
        "let mut optimizer = Adam::new(1e-3);".to_owned(),
        "for _step in 0..1000 {".to_owned(),
        format!("    let loss = net.gradient(&samples, &{loss}, &mut gradient);"),
        "    optimizer.step(&mut net, &gradient);".to_owned(),
        "}".to_owned(),
        "```".to_owned(),
    ]
}

/// The declaration's shape, in one form.
fn shape(declaration: &Declaration) -> String {
    let stages = declaration.fields().map(|field| format!(" -> {}", field.declared()));
    format!("{}{}", declaration.input.text(true), stages.collect::<String>())
}

/// The product of two sizes, or how to write it.
fn product(a: &Size, b: &Size) -> String {
    match (a.value(), b.value()) {
        (Some(a), Some(b)) => (a * b).to_string(),
        (Some(1), None) => b.text(false),
        (None, Some(1)) => a.text(false),
        _ => format!("{} * {}", a.text(true), b.text(true)),
    }
}

impl Field<'_> {
    /// How many weights, if the macro sees it.
    fn weights(&self) -> Option<usize> {
        Some(self.inputs.value()? * self.stage.size.value()?)
    }

    /// How many parameters, likewise.
    fn parameters(&self) -> Option<usize> {
        let biases = if self.stage.bias { self.stage.size.value()? } else { 0 };
        Some(self.weights()? + biases + self.stage.activation.learns())
    }

    /// What follows the table, with this field's weight for an example.
    fn legend(&self) -> Vec<String> {
        let [input, output] = [self.inputs, &self.stage.size].map(|size| size.value().unwrap_or(1) - 1);
        let field = format!("`gradient.{}.weight[{input}][{output}]`", self.name);
        vec![
            "x is what a stage takes, y what it puts out. Each field says its derivatives; those that a gradient holds are its"
                .to_owned(),
            format!("fields: {field}, from input {input} to output {output}. The methods are `staticnn::Network`'s."),
        ]
    }

    /// Its row of the table.
    fn row(&self, scalar_bytes: usize) -> String {
        let weights = product(self.inputs, &self.stage.size);
        let (parameters, bytes) = match self.parameters() {
            Some(parameters) => (parameters.to_string(), (parameters * scalar_bytes).to_string()),
            None => {
                let outputs = self.stage.size.text(true);
                let bias = if self.stage.bias { format!(" + {outputs}") } else { String::new() };
                let learns = match self.stage.activation.learns() {
                    0 => String::new(),
                    learns => format!(" + {learns}"),
                };
                let sum = format!("{weights}{bias}{learns}");
                (sum.clone(), format!("{scalar_bytes} * ({sum})"))
            }
        };
        let cells = [
            format!("`{}`", self.name),
            format!("{} -> {}", self.inputs.text(true), self.stage.size.text(true)),
            format!("y = {}", self.formula()),
            parameters,
            weights,
            bytes,
        ];
        // In a table a `|`, which is an operator in a size, and a `*` would mean something else.
        let cells = cells.map(|cell| cell.replace('|', "\\|").replace('*', "\\*"));
        format!("| {} |", cells.join(" | "))
    }

    /// As the declaration says it.
    fn declared(&self) -> String {
        let label = self.stage.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let activation = match self.stage.activation.name().as_str() {
            "linear" => String::new(),
            name => format!(" {name}"),
        };
        let bias = if self.stage.bias { "" } else { " no_bias" };
        format!("{label}{}{activation}{bias}", self.stage.size.text(true))
    }

    /// The field's: its formulas, forward and backward.
    pub(crate) fn document(&self) -> Vec<String> {
        let (inputs, outputs) = (self.inputs.text(true), self.stage.size.text(true));
        let bias = if self.stage.bias { format!(", b is `bias`, {outputs}") } else { String::new() };
        vec![
            format!("y = {}. W is `weight`, {inputs} x {outputs}{bias}.", self.formula()),
            String::new(),
            format!("Backward, with L the loss and z = {}:", self.sum()),
            String::new(),
            format!("- {}", self.delta_formula()),
            format!("- {}", self.derivatives(true)),
        ]
    }

    /// y, from x.
    fn formula(&self) -> String {
        self.stage.activation.formula(self.sum())
    }

    /// z, from x.
    fn sum(&self) -> &'static str {
        if self.stage.bias { "x W + b" } else { "x W" }
    }

    /// The loss' derivative with respect to z, from that with respect to y.
    fn delta_formula(&self) -> String {
        let activation = &self.stage.activation;
        let d = match activation.derivative() {
            None => format!("dL/dy times {}'(z)", activation.name()),
            Some("1") => "dL/dy".to_owned(),
            Some("") => "y (g - sum of g y) with g = dL/dy".to_owned(),
            Some(derivative) => format!("dL/dy times ({derivative})"),
        };
        format!("d = dL/dz = {d}")
    }

    /// The other derivatives, from d; `to_input` if that with respect to x is wanted.
    fn derivatives(&self, to_input: bool) -> String {
        let activation = &self.stage.activation;
        let bias = if self.stage.bias { ", dL/db = sum of d" } else { "" };
        let slope = if activation.learns() > 0 { ", dL/da = sum of z dL/dy where z ≤ 0 (a is `slope`)" } else { "" };
        let input = if to_input { ", dL/dx = d Wᵀ" } else { "" };
        format!("dL/dW = xᵀ d{bias}{slope}{input}")
    }

    /// Its part of the forward pass, as a line of a list.
    pub(crate) fn forward(&self) -> String {
        let (inputs, outputs) = (self.inputs.text(true), self.stage.size.text(true));
        format!("- `{}`: y = {}, {inputs} to {outputs} values", self.name, self.formula())
    }

    /// Its part of the backward pass, likewise.
    pub(crate) fn backward(&self) -> String {
        format!("- `{}`: {}; {}", self.name, self.delta_formula(), self.derivatives(self.before.is_some()))
    }
}
