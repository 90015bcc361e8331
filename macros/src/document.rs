//! The documentation of an expansion, line by line: tables and formulas.

mod field;

use proc_macro2::TokenStream;
use quote::quote;

use crate::declaration::Declaration;
use crate::field::Field;
use crate::kind::Dimension;
use crate::shape::Shape;

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
    let ends = format!("{} -> {}", declaration.input.text(), declaration.output().text());
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
    let last = |dimension: &Dimension| field.size(*dimension).value().unwrap_or(1).saturating_sub(1);
    let indices: String = tensor.dimensions.iter().map(|dimension| format!("[{}]", last(dimension))).collect();
    let element = format!("`gradient.{}.{}{indices}`", field.name, tensor.name);
    let inputs =
        if tensor.dimensions.contains(&Dimension::GroupInputs) { Dimension::GroupInputs } else { Dimension::Inputs };
    let meaning = tensor.last.replace("{inputs}", &last(&inputs).to_string());
    let meaning = meaning.replace("{outputs}", &last(&Dimension::Outputs).to_string());
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
    let zeros = match declaration.input.dimensions() {
        [_] if declaration.input.is_of_classes() => "Class::new(0)?".to_owned(),
        [steps, _] if declaration.input.is_of_classes() => format!("[Class::new(0)?; {}]", steps.text(false)),
        [size] => format!("[0.0; {}]", size.text(false)),
        sizes => sizes.iter().rev().fold("0.0".to_owned(), |array, size| format!("[{array}; {}]", size.text(false))),
    };
    let input = declaration.input.array_text(scalar).unwrap_or_default();
    let activation = declaration.stages.last().map(|stage| stage.activation.name());
    let loss = match activation.as_deref() {
        Some("softmax") => "CrossEntropy",
        Some("sigmoid") => "BinaryCrossEntropy",
        _ => "Mse",
    };
    // Where only a type says what comes out, the compiler finds the types.
    let output = declaration.output();
    let (array, targets) = match (output.array_text(scalar), &output, loss) {
        (None, ..) => (String::new(), "targets".to_owned()),
        (Some(array), Shape::Values(size), "CrossEntropy") => {
            (format!(": {array}"), format!("t: [Class<{}>]", size.argument_text()))
        }
        (Some(array), Shape::Series([steps, size]), "CrossEntropy") => {
            let target = Shape::Classes([steps.clone(), size.clone()]).array_text(scalar).unwrap_or_default();
            (format!(": {array}"), format!("t: [{target}]"))
        }
        (Some(array), ..) => (format!(": {array}"), format!("t: [{array}]")),
    };
    vec![
        String::new(),
        "# Example".to_owned(),
        String::new(),
        "```text".to_owned(),
        "use staticnn::prelude::*;".to_owned(),
        String::new(),
        format!("let mut net = {name}::init(&mut ChaCha8Rng::seed_from_u64(42));"),
        format!("let y{array} = net.predict(&{zeros});"),
        String::new(),
        format!("let samples = Samples::new(&x, &t)?; // your data, x: [{input}], {targets}"),
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
    format!("{}{}", declaration.input.text(), stages.collect::<String>())
}
