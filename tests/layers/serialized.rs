//! Networks in formats of serde: bit for bit, and what is refused with which words.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use staticnn::activation::{Activation, Linear};
use staticnn::layer::{
    Features, Initial, InputGradient, Inputs, Layer, Pass, RowsMut, Seen, Size, Stage, Tensor, Vector, Zeros,
    keeps_nothing,
};
use staticnn::layers::Dense;
use staticnn::prelude::*;
use staticnn::shape::U3;

network! {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Small< 2 -> 3 relu -> 1 no_bias >;

    #[scalar(f64)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Double< 2 -> 3 prelu -> layer_norm tanh -> 1 >;

    /// Every layer, in a network in a network.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct All< 2 -> first: Small -> layer_norm prelu -> 4 prelu no_bias -> layer_norm(1e-3) -> last: 2 softmax >;

    /// Every layer over an image; some have no parameters.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Picture<
        2x6x5 -> conv 4 (3x2, pad 1x0, groups 2) prelu -> batch_norm -> max_pool 2x2 -> depthwise (2x1) -> layer_norm -> rms_norm
        -> dropout 0.5 -> avg_pool 1x2 -> global_avg_pool -> 2
    >;

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    struct Renamed< 1 -> hidden: 1 tanh >;
}

/// Numbers that need all their digits, of either sign, and zeros.
fn filled<N: Network>() -> N {
    let mut net = N::ZEROS;
    for (index, p) in net.parameters_mut().iter_mut().enumerate() {
        let value = 0.1 + index as f64 / 3.0;
        *p = <N::Scalar as staticnn::layer::Real>::from_f64(if index % 2 == 0 { value } else { -value * 1e-30 });
    }
    net
}

fn bits<N: Network>(net: &N) -> Vec<u64> {
    net.parameters().iter().map(|p| staticnn::layer::Number::to_f64(*p).to_bits()).collect()
}

/// Writes and reads a network in JSON and in postcard.
fn returns<N: Network + Serialize + DeserializeOwned>(net: &N) {
    let text = serde_json::to_string(net).unwrap();
    assert_eq!(bits(&serde_json::from_str::<N>(&text).unwrap()), bits(net), "{text}");
    let tree = serde_json::to_value(net).unwrap();
    assert_eq!(bits(&serde_json::from_value::<N>(tree).unwrap()), bits(net));
    let bytes = postcard::to_allocvec(net).unwrap();
    assert_eq!(bytes.len(), N::PARAMETERS * size_of::<N::Scalar>());
    assert_eq!(bits(&postcard::from_bytes::<N>(&bytes).unwrap()), bits(net));
    let shorter = postcard::from_bytes::<N>(&bytes[..bytes.len() - 1]);
    assert!(shorter.is_err());
}

/// Reads in place what a derived `Serialize` writes, and writes the same without it.
fn returns_in_place<N: Network + Serialize>(net: &N) {
    struct ByStages<'a, N>(&'a N);

    impl<N: Network> Serialize for ByStages<'_, N> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            staticnn::serde::serialize(self.0, serializer)
        }
    }

    let (text, bytes) = (serde_json::to_string(net).unwrap(), postcard::to_allocvec(net).unwrap());
    assert_eq!(serde_json::to_string(&ByStages(net)).unwrap(), text);
    assert_eq!(postcard::to_allocvec(&ByStages(net)).unwrap(), bytes);
    let (mut of_text, mut of_bytes) = (N::ZEROS, N::ZEROS);
    staticnn::serde::deserialize_into(&mut of_text, &mut serde_json::Deserializer::from_str(&text)).unwrap();
    staticnn::serde::deserialize_into(&mut of_bytes, &mut postcard::Deserializer::from_bytes(&bytes)).unwrap();
    assert_eq!((bits(&of_text), bits(&of_bytes)), (bits(net), bits(net)));
}

#[test]
fn a_network_is_read_in_place_as_its_derive_writes_it() {
    returns_in_place(&filled::<Small>());
    returns_in_place(&filled::<Double>());
    returns_in_place(&filled::<All>());
    returns_in_place(&filled::<Picture>());
    returns_in_place(&filled::<Own>());
    let error = serde_json::from_str::<InPlace>(r#"{"first":{"layer1":{"weight":[[1,2,3],[4,5,6]]}}}"#).unwrap_err();
    assert!(error.to_string().starts_with("missing field `bias`"), "{error}");
    let error = serde_json::from_str::<InPlace>(r#"{"last":{}, "layer9":{}}"#).unwrap_err();
    assert!(error.to_string().starts_with("missing field `weight`"), "{error}");
    let error = serde_json::from_str::<InPlace>("[]").unwrap_err();
    let expected = "invalid length 0, expected network 2 -> 2 with `first`, `layer2`, `layer3`, `layer4`, `last`";
    assert!(error.to_string().starts_with(expected), "{error}");
}

/// What `deserialize_into` makes of a text.
#[derive(Debug)]
struct InPlace;

impl<'de> Deserialize<'de> for InPlace {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        staticnn::serde::deserialize_into(&mut All::zeros(), deserializer).map(|()| Self)
    }
}

#[test]
fn every_layer_comes_back_bit_for_bit() {
    returns(&filled::<Small>());
    returns(&filled::<Double>());
    returns(&filled::<All>());
    returns(&filled::<Picture>());
    returns(&filled::<Renamed>());
    returns(&filled::<Own>());
}

#[test]
fn json_has_named_tensors_in_rows() {
    let mut net = Small::zeros();
    net.parameters_mut().copy_from_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 0.1, 0.2, 0.3]);
    let expected = json!({
        "layer1": { "weight": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "bias": [7.0, 8.0, 9.0] },
        "layer2": { "weight": [[0.1], [0.2], [0.3]] },
    });
    let text = serde_json::to_string(&net).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    assert!(text.contains("[[0.1],[0.2],[0.3]]"), "an f32 has the digits of one: {text}");

    let all = serde_json::to_value(All::zeros()).unwrap();
    assert_eq!(all["first"]["layer1"]["bias"], json!([0.0, 0.0, 0.0]));
    assert_eq!(all["layer2"], json!({ "gain": [0.0], "bias": [0.0], "slope": [0.0] }));
    assert_eq!(all["layer3"], json!({ "weight": [[0.0, 0.0, 0.0, 0.0]], "slope": [0.0] }));
    assert_eq!(serde_json::to_string(&Renamed::zeros()).unwrap(), r#"{"HIDDEN":{"weight":[[0.0]],"bias":[0.0]}}"#);
}

#[test]
fn the_rows_of_a_window_are_outermost() {
    let tree = serde_json::to_value(filled::<Picture>()).unwrap();
    let weight = tree["layer1"]["weight"].as_array().unwrap();
    // 3 rows x 2 columns x 1 input of a group x 4 outputs.
    assert_eq!((weight.len(), weight[0].as_array().unwrap().len()), (3, 2));
    assert_eq!(weight[2][1], json!([filled::<Picture>().layer1.weight[2][1][0][..]]));
    assert_eq!((&tree["layer3"], &tree["layer7"]), (&json!({}), &json!({})));
    let mut less = tree.clone();
    less["layer1"]["weight"][2][1] = json!([[1.0, 2.0, 3.0]]);
    let error = serde_json::from_value::<Picture>(less).unwrap_err().to_string();
    assert_eq!(error, "invalid length 3, expected a row of `weight`, 4 numbers");
    let mut more = tree;
    more["layer3"]["gain"] = json!([1.0]);
    let error = serde_json::from_value::<Picture>(more).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `gain`"), "{error}");
}

#[test]
fn the_numbers_in_json_may_be_whole_and_the_tensors_in_any_order() {
    let text = r#"{"layer2":{"weight":[[1],[2],[-3]]},"layer1":{"bias":[0,0,0],"weight":[[1,2,3],[4,5,6]]}}"#;
    let net: Small = serde_json::from_str(text).unwrap();
    assert_eq!(net.parameters(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0, 0.0, 0.0, 1.0, 2.0, -3.0]);
    let as_arrays = r#"[[[[1,2,3],[4,5,6]],[0,0,0]],[[[1],[2],[-3]]]]"#; // as MessagePack has it
    assert_eq!(serde_json::from_str::<Small>(as_arrays).unwrap(), net);
}

#[test]
fn numbers_that_are_not_finite_return_where_the_format_has_them() {
    let mut net = filled::<Small>();
    net.layer1.weight[0][0] = f32::NAN;
    net.layer1.weight[0][1] = f32::from_bits(0xff80_0001); // signalling
    net.layer1.weight[0][2] = f32::NEG_INFINITY;
    net.layer1.bias[0] = -0.0;
    let back: Small = postcard::from_bytes(&postcard::to_allocvec(&net).unwrap()).unwrap();
    let single = |net: &Small| net.parameters().iter().map(|p| p.to_bits()).collect::<Vec<_>>();
    assert_eq!(single(&back), single(&net));

    let text = serde_json::to_string(&net).unwrap();
    assert!(text.starts_with(r#"{"layer1":{"weight":[[null,null,null],"#), "{text}");
    let error = serde_json::from_str::<Small>(&text).unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid type: null, expected a number (not null, which JSON has for NaN and infinities) at line 1 column 26"
    );
}

#[test]
fn what_does_not_fit_is_refused_with_what_was_expected() {
    let refused = |layer1: &str, message: &str| {
        let text = format!(r#"{{"layer1":{layer1},"layer2":{{"weight":[[1],[2],[3]]}}}}"#);
        let error = serde_json::from_str::<Small>(&text).unwrap_err().to_string();
        let (without_place, _) = error.split_once(" at line 1 column ").unwrap();
        assert_eq!(without_place, message, "{text}");
    };
    let weight = "[[1,2,3],[4,5,6]]";
    refused(&format!(r#"{{"weight":{weight}}}"#), "missing field `bias`");
    refused(
        &format!(r#"{{"weight":{weight},"bias":[1,2,3],"gain":[1]}}"#),
        "unknown field `gain`, expected `weight` or `bias`",
    );
    refused(&format!(r#"{{"weight":{weight},"weight":{weight},"bias":[1,2,3]}}"#), "duplicate field `weight`");
    refused(&format!(r#"{{"weight":{weight},"bias":[1,2]}}"#), "invalid length 2, expected `bias`, 3 numbers");
    refused(&format!(r#"{{"weight":{weight},"bias":[1,2,3,4,5]}}"#), "invalid length 5, expected `bias`, 3 numbers");
    refused(r#"{"weight":[[1,2,3]],"bias":[1,2,3]}"#, "invalid length 1, expected `weight`, 2 rows of 3 numbers");
    refused(
        r#"{"weight":[[1,2,3],[4,5,6],[7,8,9]],"bias":[1,2,3]}"#,
        "invalid length 3, expected `weight`, 2 rows of 3 numbers",
    );
    // Transposed: outputs x inputs.
    refused(
        r#"{"weight":[[1,2],[3,4],[5,6]],"bias":[1,2,3]}"#,
        "invalid length 2, expected a row of `weight`, 3 numbers",
    );
    refused(
        r#"{"weight":[1,2,3,4,5,6],"bias":[1,2,3]}"#,
        "invalid type: integer `1`, expected a row of `weight`, 3 numbers",
    );
    refused(
        r#"{"weight":[[1,2,3],[4,5,"6"]],"bias":[1,2,3]}"#,
        "invalid type: string \"6\", expected a number (not null, which JSON has for NaN and infinities)",
    );
    refused(
        r#"{"weight":[[1,2,3],[4,5,true]],"bias":[1,2,3]}"#,
        "invalid type: boolean `true`, expected a number (not null, which JSON has for NaN and infinities)",
    );
    refused("7", "invalid type: integer `7`, expected dense 2 -> 3 with `weight`, `bias`");
    refused("[[[1,2,3],[4,5,6]]]", "invalid length 1, expected dense 2 -> 3 with `weight`, `bias`");
    refused("[[[1,2,3],[4,5,6]],[1,2,3],[0.5]]", "invalid length 3, expected dense 2 -> 3 with `weight`, `bias`");
}

#[test]
fn a_finite_number_beyond_f32_is_refused() {
    let tree = |number: f64| json!({ "HIDDEN": { "weight": [[number]], "bias": [0.0] } });
    let error = serde_json::from_value::<Renamed>(tree(1e39)).err().unwrap().to_string();
    assert!(error.starts_with("invalid value: floating point `1e"), "{error}");
    assert!(error.ends_with("`, expected a number that an f32 can hold"), "{error}");
    assert_eq!(serde_json::from_value::<Renamed>(tree(1e-50)).unwrap().hidden.weight[0][0], 0.0);
}

#[test]
fn the_network_s_own_fields_are_as_its_attributes_say() {
    let mut tree = serde_json::to_value(All::zeros()).unwrap();
    tree["layer9"] = json!({});
    let error = serde_json::from_value::<All>(tree).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `layer9`, expected one of `first`, `layer2`"), "{error}");
    let error = serde_json::from_str::<All>("{}").unwrap_err().to_string();
    assert!(error.starts_with("missing field `first`"), "{error}");
}

#[test]
fn a_layer_is_read_in_place() {
    let mut net = filled::<Small>();
    let text = serde_json::to_string(&filled::<Small>().layer1).unwrap();
    net.layer1.weight[1][1] = 7.0;
    let deserializer = &mut serde_json::Deserializer::from_str(&text);
    staticnn::serde::deserialize_into(&mut net.layer1, deserializer).unwrap();
    assert_eq!(net, filled::<Small>());
}

/// A layer of a user, with these derives.
macro_rules! scale {
    ($(#[$derive:meta])* $Name:ident) => {
        $(#[$derive])*
        struct $Name<N: Size> {
            gain: Vector<f32, N>,
        }

        impl<N: Size> Layer for $Name<N> {
            type Float = f32;
            type InputShape = Features<N>;
            type OutputShape = Features<N>;
            type Activation = Linear;
            keeps_nothing!();
            const ZEROED: Self = Self { gain: Zeros::ZEROS };
            const STAGE: Stage = Stage {
                kind: "scale",
                tensors: &[Tensor { name: "gain", shape: &[N::VALUE], initial: Initial::One, ..Tensor::PARAMETER }],
                ..Self::OUTLINE
            };
            fn tensors(&self) -> impl AsRef<[&[f32]]> {
                [&self.gain[..]]
            }
            fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
                [&mut self.gain[..]]
            }
            fn forward_rows<P: Pass>(
                &self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f32>, (): &mut (), (): &mut (),
            ) {
                for row in 0..pass.rows() {
                    y.row_mut(row).iter_mut().zip(x.row(row)).zip(&self.gain).for_each(|((y, x), g)| *y = g * x);
                }
            }
            fn backward_rows<P: Pass, B: Activation>(
                &self, pass: P, _: Seen<'_, Self, P>, _: RowsMut<'_, f32>, _: InputGradient<'_, Self, P, B>,
                gradient: &mut Self, (): &mut (),
            ) {
                gradient.zero_unless_adding(pass);
            }
        }
    };
}

scale!(
    #[derive(Serialize, Deserialize)]
    #[serde(bound = "")]
    Derived
);
scale!(WithTensors);
scale!(Neither);

impl<N: Size> Serialize for WithTensors<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        staticnn::serde::serialize(self, serializer)
    }
}

impl<'de, N: Size> Deserialize<'de> for WithTensors<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        staticnn::serde::deserialize(deserializer)
    }
}

/// A layer with layers inside, which its description names.
#[derive(Serialize, Deserialize)]
struct Pair {
    left: Dense<f32, U3, U3>,
    right: Dense<f32, U3, U3>,
}

impl Layer for Pair {
    type Float = f32;
    type InputShape = Features<U3>;
    type OutputShape = Features<U3>;
    type Activation = Linear;
    keeps_nothing!();
    const ZEROED: Self = Self { left: Dense::ZEROED, right: Dense::ZEROED };
    const STAGE: Stage = Stage {
        kind: "pair",
        stages: &[
            &Stage { name: "left", ..<Dense<f32, U3, U3>>::STAGE },
            &Stage { name: "right", ..<Dense<f32, U3, U3>>::STAGE },
        ],
        ..Self::OUTLINE
    };
    fn tensors(&self) -> impl AsRef<[&[f32]]> {
        [self.left.values(), self.right.values()]
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
        [self.left.values_mut(), self.right.values_mut()]
    }
    // Nothing runs it.
    fn forward_rows<P: Pass>(&self, _: P, _: Inputs<'_, Self>, _: RowsMut<'_, f32>, (): &mut (), (): &mut ()) {}
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        _: P,
        _: Seen<'_, Self, P>,
        _: RowsMut<'_, f32>,
        _: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
    }
}

type Derived3 = Derived<U3>;
type WithTensors3 = WithTensors<U3>;
type Neither3 = Neither<U3>;

network! {
    #[derive(Serialize, Deserialize)]
    struct Own< 2 -> 3 tanh -> Derived3 -> WithTensors3 -> pair: Pair -> 1 >;

    /// A layer without serde's traits.
    struct Without< 2 -> 3 tanh -> Neither3 -> 1 >;
}

#[test]
fn layers_of_a_user_have_the_form_of_the_library_s() {
    let net = filled::<Own>();
    let tree = serde_json::to_value(&net).unwrap();
    assert_eq!(tree["layer2"]["gain"].as_array().unwrap().len(), 3);
    assert_eq!(tree["layer3"]["gain"].as_array().unwrap().len(), 3);
    assert_eq!(tree["pair"]["right"]["weight"].as_array().unwrap().len(), 3);
    let error = serde_json::from_str::<WithTensors3>(r#"{"gain":[1,2]}"#).err().unwrap().to_string();
    assert!(error.starts_with("invalid length 2, expected `gain`, 3 numbers"), "{error}");
}

#[test]
fn a_layer_without_serde_s_traits_trains_beside_the_others() {
    let mut net = Without::init(&mut ChaCha8Rng::seed_from_u64(71));
    let samples = Samples::from((&[[1.0, 2.0]], &[[3.0]]));
    let mut gradient = Gradient::<Without>::new();
    net.gradient(&samples, &Mse, &mut gradient);
    Adam::new(1e-3).step(&mut net, &gradient);
    assert!(net.loss(&samples, &Mse).is_finite());
}
