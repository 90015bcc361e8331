//! The documentation of what is generated: tables and formulas.

use crate::declaration::{Declaration, Field};

/// A sentence and a table for the struct.
pub(crate) fn network(declaration: &Declaration) -> String {
    let bytes = declaration.options.scalar_bytes();
    let (mut rows, mut parameters, mut multiply_adds) = (String::new(), 0, 0);
    for field in declaration.fields() {
        let (inputs, outputs) = (field.inputs.value, field.stage.size.value);
        rows += &format!(
            "| `{}` | {inputs} -> {outputs} | y = {} | {} | {} | {} |\n",
            field.name,
            field.formula(),
            field.parameters(),
            field.weights(),
            field.parameters() * bytes,
        );
        parameters += field.parameters();
        multiply_adds += field.weights();
    }
    let (inputs, outputs) = (declaration.input.value, declaration.last().size.value);
    format!(
        "The network `{}` of `{}`.\n\n\
         | stage | shape | formula | parameters | multiply-adds | bytes |\n\
         |---|---|---|---:|---:|---:|\n\
         {rows}\
         | all | {inputs} -> {outputs} | | {parameters} | {multiply_adds} | {} |",
        shape(declaration),
        declaration.options.scalar,
        parameters * bytes,
    )
}

/// The declaration's shape, in one form.
fn shape(declaration: &Declaration) -> String {
    let stages = declaration.fields().map(|field| format!(" -> {}", field.declared()));
    format!("{}{}", declaration.input.value, stages.collect::<String>())
}

impl Field<'_> {
    /// As the declaration says it.
    fn declared(&self) -> String {
        let label = self.stage.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let activation = match self.stage.activation.name().as_str() {
            "linear" => String::new(),
            name => format!(" {name}"),
        };
        let bias = if self.stage.bias { "" } else { " no_bias" };
        format!("{label}{}{activation}{bias}", self.stage.size.value)
    }

    /// y, from x.
    fn formula(&self) -> String {
        self.stage.activation.formula(if self.stage.bias { "x W + b" } else { "x W" })
    }

    /// A line for the field.
    pub(crate) fn document(&self) -> String {
        let (inputs, outputs) = (self.inputs.value, self.stage.size.value);
        format!("y = {}, from {inputs} to {outputs} values: W is {inputs} x {outputs}.", self.formula())
    }

    /// Its part of the forward pass, as a line of a list.
    pub(crate) fn forward(&self) -> String {
        format!("- `{}`: y = {}, {} to {} values", self.name, self.formula(), self.inputs.value, self.stage.size.value)
    }

    /// Its part of the backward pass, likewise.
    pub(crate) fn backward(&self) -> String {
        let bias = if self.stage.bias { ", db = sum of d" } else { "" };
        let before = match self.before {
            None => String::new(),
            Some(before) => match before.activation.derivative() {
                "1" => "; to the stage before, d = d Wᵀ".to_owned(),
                derivative => format!("; to the stage before, d = d Wᵀ times {derivative} (y: its output)"),
            },
        };
        format!("- `{}`: dW = xᵀ d{bias}{before}", self.name)
    }
}
