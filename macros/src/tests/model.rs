//! Declarations whose network is in an ONNX file.

use proc_macro2::TokenStream;

use super::messages::{declarations_have, in_expansion};

/// The path of a golden file, relative to the folder of Cargo.toml.
fn path(name: &str) -> String {
    format!("../tests/golden/onnx/{name}.onnx")
}

fn expansion(declaration: &str) -> TokenStream {
    crate::network_tokens(declaration.parse().expect("the declaration is made of tokens"))
}

#[test]
fn an_expansion_has_all_that_of_the_written_declaration() {
    let every = "3 -> 4 relu -> 4 leaky_relu(0.1) -> 4 prelu -> 4 relu6 -> 4 elu(0.7) -> 4 selu -> 4 gelu -> 4 gelu_tanh \
                 -> 4 silu -> 4 mish -> 4 softplus -> 4 tanh -> 4 hard_tanh -> 4 softsign -> 4 sigmoid -> 4 hard_sigmoid \
                 -> 4 sin -> 4 softmax";
    let picture = "2x12x10 -> batch_norm -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) relu -> depthwise (3x3, pad 1) prelu \
                   -> max_pool 2x2 -> batch_norm -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> avg_pool 3x2 \
                   -> flatten -> 3";
    let signal = "16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1) sigmoid \
                  -> avg_pool 3 (stride 1) -> flatten -> 2";
    for (name, attributes, shape) in [
        ("every", "", every),
        ("every_dynamo_f64", "#[scalar(f64)]", every),
        ("named_dynamo", "", "4 -> fc1: 5 -> norm: layer_norm gelu -> fc2: 3 softmax no_bias"),
        ("products", "", "3 -> 4 tanh -> 4 hard_sigmoid -> layer_norm(0.001) -> 2 no_bias"),
        ("picture_dynamo", "", picture),
        ("signal", "", signal),
        ("pooled", "", "2x7x7 -> conv 4 (3x3) relu -> max_pool 2x2 (floor) -> global_avg_pool -> 2"),
    ] {
        let path = path(name);
        let file = expansion(&format!("/** A model. */ pub struct Model = onnx \"{path}\";")).to_string();
        let written = expansion(&format!("/** A model. */ {attributes} pub struct Model< {shape} >;")).to_string();
        assert!(in_expansion(expansion(&format!("struct Model = onnx \"{path}\";"))).is_empty());
        // The constant with the weights is the last item.
        assert!(file.starts_with(&written), "{name}:\n{file}\nisn't\n{written}");
    }
}

#[test]
fn a_scalar_that_is_said_is_the_files() {
    let [single, double] = [path("named"), path("named_f64")];
    declarations_have(&format!("#[scalar(f32)] struct Net = onnx \"{single}\";"), &[]);
    declarations_have(&format!("#[scalar(f64)] struct Net = onnx \"{double}\";"), &[]);
    let message = format!("the numbers of `{single}` are f32: leave `#[scalar(f64)]` out");
    declarations_have(&format!("#[scalar(f64)] struct Net = onnx \"{single}\";"), &[&message]);
    let message = format!("the numbers of `{double}` are f64: leave `#[scalar(f32)]` out");
    declarations_have(&format!("#[scalar(f32)] struct Net = onnx \"{double}\";"), &[&message]);
}

#[test]
fn several_declarations_in_one_macro() {
    let path = path("named");
    let text = format!(
        "struct A = onnx \"{path}\"; pub struct B< 3 -> 1 >; #[derive(Clone)] pub(crate) struct C = onnx \"{path}\";"
    );
    declarations_have(&text, &[]);
    assert_eq!(expansion(&text).to_string().matches("pub const fn zeros").count(), 3);
}

#[test]
fn what_is_wrong_with_a_declaration_from_a_file() {
    let example = "write `struct Net = onnx \"model.onnx\";`";
    let missing = format!("the file that declares the network is missing: {example}");
    declarations_have("struct Net = ;", &[&missing]);
    declarations_have("struct Net = onnx;", &[&missing]);
    let word = format!("a network is declared by its stages, or by an ONNX file: {example}");
    declarations_have("struct Net = \"model.onnx\";", &[&missing]);
    declarations_have("struct Net = torch \"model.pt\";", &[&word]);
    declarations_have("struct Net = onnx MODEL;", &[&format!("the path of a file is a text: {example}")]);
    declarations_have(
        "struct Net = onnx \"model.onnx\" relu;",
        &["`relu` stands after the path of the file, which a `;` follows"],
    );
    let path = path("named");
    declarations_have(&format!("struct Net = onnx \"{path}\""), &["a `;` is missing after the declaration"]);
}

#[test]
fn a_file_that_cannot_be_read() {
    let advice = "a path is relative to the folder of Cargo.toml";
    let message = format!("`none.onnx` can't be read: No such file or directory (os error 2); {advice}");
    declarations_have("struct Net = onnx \"none.onnx\";", &[&message]);
    let message = format!("`src` can't be read: Is a directory (os error 21); {advice}");
    declarations_have("struct Net = onnx \"src\";", &[&message]);
    declarations_have(
        "struct Net = onnx \"Cargo.toml\";",
        &["no network can be read from `Cargo.toml`: it isn't an ONNX file, or was cut short"],
    );
}
