//! The documentation of an expansion, line by line: tables and formulas.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declaration::{Declaration, Field, Layer};
use crate::kinds::{Dimension, Kind, Tensor};
use crate::number;
use crate::size::{Size, written};

/// The documentation of the struct: what it is, a table of its stages, an example.
pub(crate) fn network(declaration: &Declaration) -> Vec<String> {
    let fields = declaration.fields();
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
    lines.extend(legend(&fields));
    lines.extend(example(declaration));
    lines
}

/// The table's last row.
fn total(declaration: &Declaration, fields: &[Field]) -> String {
    let ends = format!("{} -> {}", declaration.input.text(true), declaration.output().text(true));
    let parameters: Option<usize> = fields.iter().map(Field::parameters).sum();
    let multiply_adds: Option<usize> = fields.iter().map(Field::multiply_adds).sum();
    match (parameters, multiply_adds) {
        (Some(parameters), Some(multiply_adds)) => {
            let bytes = parameters * declaration.options.scalar_bytes();
            format!("| all | {ends} | | {parameters} | {multiply_adds} | {bytes} |")
        }
        _ => format!("| all | {ends} | | `PARAMETERS` | `MULTIPLY_ADDS` | `size_of::<Self>()` |"),
    }
}

/// What follows the table, with the last element of the first tensor for an example.
fn legend(fields: &[Field]) -> Vec<String> {
    let tensor = fields.iter().find_map(|field| Some((field, field.tensors().next()?)));
    let Some((field, tensor)) = tensor else {
        return vec![
            "x is the input of a stage, y its output. The methods are those of the trait `staticnn::Network`."
                .to_owned(),
        ];
    };
    let last = |size: &Size| size.value().unwrap_or(1) - 1;
    let (inputs, outputs) = (last(field.inputs), last(field.outputs));
    let indices = tensor.dimensions.iter().map(|dimension| match dimension {
        Dimension::Inputs => format!("[{inputs}]"),
        Dimension::Outputs => format!("[{outputs}]"),
    });
    let element = format!("`gradient.{}.{}{}`", field.name, tensor.name, indices.collect::<String>());
    let meaning = tensor.last.replace("{inputs}", &inputs.to_string()).replace("{outputs}", &outputs.to_string());
    vec![
        "x is the input of a stage, y its output. The documentation of each field has its derivatives. A gradient has the"
            .to_owned(),
        format!("same fields: {element} belongs to {meaning}."),
        "The methods are those of the trait `staticnn::Network`.".to_owned(),
    ]
}

/// Lines as documentation.
pub(crate) fn lines(lines: Vec<String>) -> TokenStream {
    let lines = lines.into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// How to use it, in its own shapes. It is text to rustdoc: the macro doesn't know the module of the struct, so the
/// lines wouldn't compile by themselves.
fn example(declaration: &Declaration) -> Vec<String> {
    let Some(name) = &declaration.name else { return Vec::new() };
    let scalar = &declaration.options.scalar;
    let inputs = declaration.input.text(false);
    let activation = declaration.stages.last().map(|stage| stage.activation.name());
    let loss = match activation.as_deref() {
        Some("softmax") => "CrossEntropy",
        Some("sigmoid") => "BinaryCrossEntropy",
        _ => "Mse",
    };
    // Where only a type says how many values come out, the compiler finds the types.
    let (output, targets) = match (declaration.output(), loss) {
        (Size::Stage { .. }, _) => (String::new(), "targets".to_owned()),
        (size, "CrossEntropy") => {
            (format!(": [{scalar}; {}]", size.text(false)), format!("t: [Class<{}>]", size.argument_text()))
        }
        (size, _) => {
            let array = format!("[{scalar}; {}]", size.text(false));
            (format!(": {array}"), format!("t: [{array}]"))
        }
    };
    vec![
        String::new(),
        "# Example".to_owned(),
        String::new(),
        "```text".to_owned(),
        "use staticnn::prelude::*;".to_owned(),
        String::new(),
        format!("let mut net = {name}::init(&mut ChaCha8Rng::seed_from_u64(42));"),
        format!("let y{output} = net.predict(&[0.0; {inputs}]);"),
        String::new(),
        format!("let samples = Samples::new(&x, &t)?; // your data, x: [[{scalar}; {inputs}]], {targets}"),
        format!("let mut gradient = Gradient::<{name}>::new();"),
        "let mut optimizer = Adam::new(1e-3);".to_owned(),
        "for _step in 0..1000 {".to_owned(),
        format!("    let loss = net.gradient(&samples, &{loss}, &mut gradient);"),
        "    optimizer.step(&mut net, &gradient);".to_owned(),
        "}".to_owned(),
        "```".to_owned(),
    ]
}

/// The shape, in one form.
fn shape(declaration: &Declaration) -> String {
    let fields = declaration.fields();
    let stages = fields.iter().map(|field| format!(" -> {}", field.declared()));
    format!("{}{}", declaration.input.text(true), stages.collect::<String>())
}

impl Field<'_> {
    /// Its kind with the values of the numbers, and whether it has a bias; none if its layer is the path of a type.
    fn kind(&self) -> Option<(&'static Kind, &[f64], bool)> {
        match &self.stage.layer {
            Layer::Kind { kind, numbers, bias } => Some((kind, numbers, *bias)),
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

    fn tensors(&self) -> impl Iterator<Item = &'static Tensor> {
        self.kind().into_iter().flat_map(|(kind, _, bias)| kind.parameters(bias))
    }

    fn size(&self, dimension: &Dimension) -> &Size {
        match dimension {
            Dimension::Inputs => self.inputs,
            Dimension::Outputs => self.outputs,
        }
    }

    /// The product of its sizes, if the macro knows them.
    fn product(&self, dimensions: &[Dimension]) -> Option<usize> {
        dimensions.iter().map(|dimension| self.size(dimension).value()).product()
    }

    /// That product as a formula.
    fn product_text(&self, dimensions: &[Dimension]) -> String {
        if let Some(product) = self.product(dimensions) {
            return product.to_string();
        }
        let sizes: Vec<&Size> = dimensions.iter().map(|dimension| self.size(dimension)).collect();
        let factors: Vec<&Size> = sizes.into_iter().filter(|size| size.value() != Some(1)).collect();
        match factors[..] {
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
    fn multiply_adds(&self) -> Option<usize> {
        let (kind, ..) = self.kind()?;
        kind.multiply_adds.iter().map(|product| self.product(product)).sum()
    }

    /// That number as a formula.
    fn multiply_adds_text(&self) -> String {
        let products = self.kind().map_or(&[][..], |(kind, ..)| kind.multiply_adds);
        let products: Vec<String> = products.iter().map(|product| self.product_text(product)).collect();
        if products.is_empty() { "0".to_owned() } else { products.join(" + ") }
    }

    /// Its row of the table.
    fn row(&self, scalar_bytes: usize) -> String {
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
            format!("{} -> {}", self.inputs.text(true), self.outputs.text(true)),
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
    fn declared(&self) -> String {
        let label = self.stage.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let layer = match &self.stage.layer {
            Layer::Kind { kind, numbers, .. } => {
                let word = kind.word.map(|word| format!("{word}{}", number::list(numbers)));
                let size = self.stage.size.as_ref().map(|size| size.text(true));
                [word, size].into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Layer::Path(path) => written(path),
        };
        let no_bias = if matches!(self.kind(), Some((_, _, false))) { " no_bias" } else { "" };
        format!("{label}{layer}{}{no_bias}", self.stage.activation.suffix())
    }

    /// The documentation of the field: its formulas, forward and backward.
    pub(crate) fn document(&self) -> Vec<String> {
        let Some(z) = self.z() else {
            let path = self.path();
            return vec![format!("y = {path}(x). The documentation of `{path}` has its formulas and its parameters.")];
        };
        let tensors = self.tensors().map(|tensor| {
            let lengths: Vec<String> = tensor.dimensions.iter().map(|size| self.size(size).text(true)).collect();
            format!("{} is `{}`, {}", tensor.symbol, tensor.name, lengths.join(" x "))
        });
        let tensors: Vec<String> = tensors.collect();
        vec![
            format!("y = {}. {}.", self.formula(), tensors.join("; ")),
            String::new(),
            format!("Backward, with L the loss and z = {z}:"),
            String::new(),
            format!("- d = dL/dz = {}", self.stage.activation.gradient()),
            format!("- {}", self.gradients(true)),
        ]
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
        self.kind().map(|(kind, numbers, bias)| kind.formula(numbers, bias))
    }

    /// The gradients in terms of d, with that of x if `to_input`.
    fn gradients(&self, to_input: bool) -> String {
        let learnt = self.stage.activation.learnt();
        self.kind().map_or(String::new(), |(kind, numbers, bias)| kind.gradients(numbers, bias, learnt, to_input))
    }

    /// Its line in the documentation of the forward pass.
    pub(crate) fn forward(&self) -> String {
        let (inputs, outputs) = (self.inputs.text(true), self.outputs.text(true));
        format!("- `{}`: y = {}, {inputs} to {outputs} values", self.name, self.formula())
    }

    /// Its line in the documentation of the backward pass.
    pub(crate) fn backward(&self) -> String {
        if self.kind().is_none() {
            return format!("- `{}`: the backward pass of `{}`", self.name, self.path());
        }
        let (gradient, gradients) = (self.stage.activation.gradient(), self.gradients(self.before.is_some()));
        format!("- `{}`: d = dL/dz = {gradient}; {gradients}", self.name)
    }
}
