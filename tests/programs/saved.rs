//! Optimizers and histories in formats of serde: a training that was saved goes on as one that wasn't.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use staticnn::optimizer::Ema;
use staticnn::prelude::*;

network! {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Net< 2 -> 4 tanh -> 1 >;

    #[scalar(f64)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Double< 2 -> 4 prelu -> layer_norm -> 1 >;
}

macro_rules! goes_on {
    ($test:ident, $Net:ident: $($optimizer:expr => $Optimizer:ty),+ $(,)?) => {
        #[test]
        fn $test() {
            $({
                fn steps(net: &mut $Net, optimizer: &mut $Optimizer) {
                    let x = [[0.3, -0.7], [1.1, 0.2], [-0.4, 0.9]];
                    let y = [[0.5], [-1.0], [0.25]];
                    let samples = Samples::from((&x, &y));
                    let mut gradient = Gradient::<$Net>::new();
                    for _ in 0..5 {
                        net.gradient(&samples, &Mse, &mut gradient);
                        optimizer.step(net, &gradient);
                    }
                }
                fn returned<A: Serialize + DeserializeOwned>(value: &A) -> [A; 3] {
                    let text = serde_json::to_string(value).unwrap();
                    let tree = serde_json::to_value(value).unwrap();
                    let bytes = postcard::to_allocvec(value).unwrap();
                    let again = serde_json::from_str(&text).unwrap();
                    [again, serde_json::from_value(tree).unwrap(), postcard::from_bytes(&bytes).unwrap()]
                }

                let mut net = $Net::init(&mut ChaCha8Rng::seed_from_u64(81));
                let mut optimizer: $Optimizer = $optimizer;
                steps(&mut net, &mut optimizer);
                let saved = returned(&net).into_iter().zip(returned(&optimizer)).collect::<Vec<_>>();
                steps(&mut net, &mut optimizer);
                for (mut other, mut optimizer) in saved {
                    assert_ne!(other, net);
                    steps(&mut other, &mut optimizer);
                    assert_eq!(other, net, "{}", stringify!($Optimizer));
                }
            })+
        }
    };
}

goes_on! {
    a_saved_training_goes_on, Net:
    Sgd::new(0.1) => Sgd<f32>,
    Momentum::new(0.1, 0.9).nesterov() => Momentum<Net>,
    Momentum::boxed(0.1, 0.9) => Box<Momentum<Net>>,
    Adam::new(0.01).betas(0.8, 0.99).epsilon(1e-6) => Adam<Net>,
    Adam::boxed(0.01) => Box<Adam<Net>>,
    ClipNorm::new(0.01, Adam::new(0.01)) => ClipNorm<Net, Adam<Net>>,
    ClipNorm::boxed(0.01, Adam::boxed(0.01)) => ClipNorm<Net, Box<Adam<Net>>, Box<Net>>,
    ClipValue::new(f32::MAX, L1::new(1e-2, Momentum::new(0.1, 0.5))) => ClipValue<Net, L1<Net, Momentum<Net>>>,
    L2::new(1e-2, Sgd::new(0.1)).weights_only() => L2<Net, Sgd<f32>>,
    WeightDecay::new(1e-2, Adam::new(0.01)).weights_only() => WeightDecay<f32, Adam<Net>>,
    AdamW::new(0.01, 0.1).weights_only() => AdamW<Net>,
    AdamW::boxed(0.01, 0.1) => AdamW<Net, Box<Adam<Net>>>,
    NAdam::new(0.01).momentum_decay(0.1) => NAdam<Net>,
    RAdam::boxed(0.01) => Box<RAdam<Net>>,
    RmsProp::new(0.01).alpha(0.9) => RmsProp<Net>,
    AdaGrad::new(0.01) => AdaGrad<Net>,
    Lion::new(0.01) => Lion<Net>,
}

#[test]
fn a_saved_average_goes_on() {
    fn steps(net: &mut Net, optimizer: &mut impl Optimizer<Net>) {
        let gradient = Gradient::<Net>::new();
        for step in 0..5 {
            net.parameters_mut().fill(step as f32);
            optimizer.step(net, &gradient);
        }
    }
    let (mut net, mut optimizer) = (Net::zeros(), Ema::new(0.9, Sgd::new(0.1)));
    steps(&mut net, &mut optimizer);
    let text = serde_json::to_string(&optimizer).unwrap();
    let mut again: Ema<Net, Sgd<f32>> = serde_json::from_str(&text).unwrap();
    let mut boxed: Ema<Net, Sgd<f32>, Box<Net>> = serde_json::from_str(&text).unwrap();
    steps(&mut net, &mut optimizer);
    steps(&mut net, &mut again);
    steps(&mut net, &mut boxed);
    assert_eq!(again.average(), optimizer.average());
    assert_eq!(boxed.average(), optimizer.average());
    assert_eq!(refused(&again, "/decay", json!(1)), "Ema's decay is 1.0, but must be at least 0 and below 1");
    assert_eq!(refused(&again, "/power", json!(2)), "the power of Ema's decay is 2.0, but must be from 0 to 1");
}

goes_on! {
    a_saved_training_in_f64_goes_on, Double:
    WeightDecay::new(0.1, Adam::new(0.01)) => WeightDecay<f64, Adam<Double>>,
    L1::boxed(0.1, Momentum::new(0.01, 0.9)) => L1<Double, Momentum<Double>, Box<Double>>,
}

#[test]
fn the_state_is_all_that_is_written() {
    fn size(value: impl Serialize) -> usize {
        postcard::to_allocvec(&value).unwrap().len()
    }
    let parameters = 4 * Net::PARAMETERS;
    assert_eq!(size(Sgd::new(0.1_f32)), 4);
    assert_eq!(size(Momentum::<Net>::new(0.1, 0.9)), 2 * 4 + 1 + parameters);
    assert_eq!(size(Adam::<Net>::new(0.1)), 4 * 4 + 2 * 8 + 2 * parameters);
    assert_eq!(size(ClipNorm::<Net, _>::new(1.0, Sgd::new(0.1_f32))), 4 + 4);
    assert_eq!(size(L1::<Net, _>::new(1.0, Sgd::new(0.1_f32))), 4 + 1 + 4);
    let decay = serde_json::to_value(WeightDecay::new(0.25, Sgd::new(0.5))).unwrap();
    assert_eq!(decay, json!({ "strength": { "lambda": 0.25, "weights_only": false }, "optimizer": { "rate": 0.5 } }));
    let clip = serde_json::to_value(ClipValue::<Net, _>::new(0.25, Sgd::new(0.5))).unwrap();
    assert_eq!(clip, json!({ "limit": 0.25, "optimizer": { "rate": 0.5 } }));
    let adam = serde_json::to_value(Adam::<Double>::new(1e-3)).unwrap();
    assert_eq!(adam["betas"], json!([0.9, 0.999]));
    assert_eq!(adam["powers"], json!([1.0, 1.0]));
    assert_eq!(adam["v"]["layer1"]["bias"], json!([0.0, 0.0, 0.0, 0.0]));
}

/// The message about a value at this path of an optimizer, given in its place.
#[track_caller]
fn refused<O: Serialize + DeserializeOwned>(optimizer: &O, path: &str, value: Value) -> String {
    let mut tree = serde_json::to_value(optimizer).unwrap();
    *tree.pointer_mut(path).unwrap() = value;
    let in_text = serde_json::from_str::<O>(&tree.to_string()).err().expect("refused in text").to_string();
    let error = serde_json::from_value::<O>(tree).err().expect("refused").to_string();
    assert!(in_text.starts_with(&error), "{in_text}\n{error}");
    error
}

#[test]
fn numbers_out_of_range_are_refused_with_their_range() {
    const NULL: &str = "invalid type: null, expected a number (not null, which JSON has for NaN and infinities)";
    let rate = |value: f64| format!("the learning rate is {value:?}, but must be finite and at least 0");
    let sgd = Sgd::new(0.1_f32);
    assert_eq!(refused(&sgd, "/rate", json!(-0.5)), rate(-0.5));
    assert_eq!(refused(&sgd, "/rate", Value::Null), NULL);
    assert_eq!(refused(&sgd, "/rate", json!("fast")), NULL.replace("null, expected", "string \"fast\", expected"));

    let momentum = Momentum::<Net>::new(0.1, 0.9);
    assert_eq!(refused(&momentum, "/rate", json!(-1)), rate(-1.0));
    assert_eq!(refused(&momentum, "/momentum", json!(1)), "the momentum is 1.0, but must be at least 0 and below 1");
    assert_eq!(refused(&momentum, "/momentum", Value::Null), NULL);
    assert_eq!(refused(&momentum, "/nesterov", json!(1)), "invalid type: integer `1`, expected a boolean");
    assert_eq!(
        refused(&momentum, "/velocity/layer1/bias", json!([1.0])),
        "invalid length 1, expected `bias`, 4 numbers"
    );

    let adam = Adam::<Net>::new(0.1);
    assert_eq!(refused(&adam, "/rate", json!(-1)), rate(-1.0));
    assert_eq!(refused(&adam, "/betas/0", json!(1)), "Adam's beta1 is 1.0, but must be at least 0 and below 1");
    assert_eq!(refused(&adam, "/betas/1", json!(-0.5)), "Adam's beta2 is -0.5, but must be at least 0 and below 1");
    assert_eq!(refused(&adam, "/betas/1", Value::Null), NULL);
    assert_eq!(refused(&adam, "/betas", json!([0.9])), "invalid length 1, expected an array of length 2");
    assert_eq!(refused(&adam, "/epsilon", json!(0)), "Adam's epsilon is 0.0, but must be finite and above 0");
    assert_eq!(refused(&adam, "/powers/0", json!(1.5)), "a power of Adam's betas is 1.5, but must be from 0 to 1");
    assert_eq!(refused(&adam, "/powers/1", Value::Null), NULL);
    assert_eq!(refused(&adam, "/v/layer2/bias/0", json!(-2.5)), "a value of Adam's v is -2.5, but must be at least 0");

    let squares = "a value of RmsProp's v is -1.0, but must be at least 0";
    assert_eq!(refused(&RmsProp::<Net>::new(0.1), "/v/layer1/bias/3", json!(-1)), squares);
    let power = "a power of NAdam's numbers is -0.5, but must be from 0 to 1";
    assert_eq!(refused(&NAdam::<Net>::new(0.1), "/powers/2", json!(-0.5)), power);
    let steps = "RAdam's number of steps is -1.0, but must be finite and at least 0";
    assert_eq!(refused(&RAdam::<Net>::new(0.1), "/steps/0", json!(-1)), steps);

    let clip = ClipNorm::<Net, _>::new(1.0, Adam::<Net>::new(0.1));
    assert_eq!(refused(&clip, "/limit", json!(0)), "ClipNorm's limit is 0.0, but must be above 0");
    assert_eq!(refused(&clip, "/optimizer/rate", json!(-1)), rate(-1.0));
    let clip = ClipValue::<Net, _>::new(1.0, Sgd::new(0.1_f32));
    assert_eq!(refused(&clip, "/limit", json!(-1)), "ClipValue's limit is -1.0, but must be above 0");
    assert_eq!(refused(&clip, "/limit", Value::Null), NULL);
    let [range, path] = ["lambda is -1.0, but must be finite and at least 0", "/strength/lambda"];
    assert_eq!(refused(&L1::<Net, _>::new(1.0, sgd), path, json!(-1)), format!("L1's {range}"));
    assert_eq!(refused(&L2::<Net, _>::new(1.0, sgd), path, json!(-1)), format!("L2's {range}"));
    assert_eq!(refused(&WeightDecay::new(1.0, sgd), path, json!(-1)), format!("WeightDecay's {range}"));
}

#[test]
fn nan_is_refused_where_the_format_has_it() {
    fn refused<O: Serialize + DeserializeOwned>(optimizer: O) -> bool {
        let bytes = postcard::to_allocvec(&optimizer).unwrap();
        postcard::from_bytes::<O>(&bytes).is_err()
    }
    assert!(refused(Sgd::new(f32::NAN)));
    assert!(refused(Sgd::new(f64::INFINITY)));
    assert!(refused(Momentum::<Net>::new(0.1, f32::NAN)));
    assert!(refused(Adam::<Net>::new(0.1).betas(0.9, f32::NAN)));
    assert!(refused(Adam::<Net>::new(0.1).epsilon(f32::NAN)));
    assert!(refused(ClipNorm::<Net, _>::new(f32::NAN, Sgd::new(0.1))));
    assert!(refused(ClipNorm::<Net, _>::new(1.0, Sgd::new(f32::NAN))));
    assert!(refused(ClipValue::<Net, _, Box<Net>>::boxed(f32::NAN, Sgd::new(0.1))));
    assert!(refused(L1::<Net, _>::new(f32::INFINITY, Sgd::new(0.1))));
    assert!(refused(WeightDecay::new(f64::NAN, Sgd::new(0.1))));
    assert!(!refused(ClipNorm::<Net, _>::new(f32::INFINITY, Sgd::new(0.1))), "its range is above 0");
}

#[test]
fn fields_are_neither_missing_nor_unknown() {
    let error = |text: &str| serde_json::from_str::<Sgd<f32>>(text).unwrap_err().to_string();
    assert_eq!(error("{}"), "missing field `rate` at line 1 column 2");
    assert_eq!(error(r#"{"rate":1,"speed":2}"#), "unknown field `speed`, expected `rate` at line 1 column 17");
    let mut tree = serde_json::to_value(ClipNorm::<Net, _>::new(1.0, Sgd::new(0.1_f32))).unwrap();
    tree["buffer"] = json!(1);
    let error = serde_json::from_value::<ClipNorm<Net, Sgd<f32>>>(tree).err().unwrap().to_string();
    assert_eq!(error, "unknown field `buffer`, expected `limit` or `optimizer`");
}

#[test]
fn a_history_returns_and_its_lengths_are_checked() {
    let mut net = Net::init(&mut ChaCha8Rng::seed_from_u64(82));
    let samples = Samples::from((&[[0.3, -0.7], [1.1, 0.2]], &[[0.5], [-1.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(83);
    let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(7).validation(&samples);
    let history = trainer.fit(&mut net, &samples, &mut rng).unwrap();
    assert_eq!(history.validation().len(), 7);
    for history in [history, History::default(), History::from_iter([0.1_f32, 0.05])] {
        let text = serde_json::to_string(&history).unwrap();
        assert_eq!(serde_json::from_str::<History>(&text).unwrap(), history);
        let bytes = postcard::to_allocvec(&history).unwrap();
        assert_eq!(postcard::from_bytes::<History>(&bytes).unwrap(), history);
        assert!(postcard::from_bytes::<History>(&bytes[..bytes.len() - 1]).is_err());
    }

    let error = |text: &str| serde_json::from_str::<History>(text).unwrap_err().to_string();
    assert_eq!(
        error(r#"{"training":[3,2,1],"validation":[3,2]}"#),
        "2 validation losses, but 3 training losses: there is one per epoch, or none"
    );
    assert!(error(r#"{"training":[3,null],"validation":[]}"#).starts_with("invalid type: null, expected a number"));
    assert!(error(r#"{"training":[3]}"#).starts_with("missing field `validation`"));
    let diverged = History::from_iter([1.0, f64::INFINITY]);
    let bytes = postcard::to_allocvec(&diverged).unwrap();
    assert_eq!(postcard::from_bytes::<History>(&bytes).unwrap(), diverged);
}

#[test]
fn a_length_beyond_all_memory_is_an_error() {
    let mut bytes = vec![0xff; 9];
    bytes.push(1); // 2^64 - 1 losses
    assert!(postcard::from_bytes::<History>(&bytes).is_err());
}
