//! An embedding of classes: PyTorch's numbers, derivatives against differences, and all that a network of classes does.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use staticnn::loss::Masked;
use staticnn::metric::{Accuracy, Metric};
use staticnn::prelude::*;
use staticnn::workers::{Parallel, Workers};
use staticnn_tests::drawn::assert_close;
use staticnn_tests::golden;
use staticnn_tests::slope::{assert_gradient, slope};

network! {
    #[scalar(f64)] struct Tagger< 4 x classes(5) -> embedding 3 -> 4 >;
    /// Text.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Chars< 6 x classes(7) -> table: embedding 3 -> gru 5 -> 7 >;
    struct Encoder< 6 x classes(7) -> embedding 2 -> last >;
    struct Reader< 6 x classes(7) -> code: Encoder -> 2 >;
    struct Choice< classes(4) -> embedding 3 -> 2 softmax >;
}

fn class<const N: usize>(label: usize) -> Class<N> {
    Class::new(label % N).unwrap()
}

fn text(start: usize) -> [Class<7>; 6] {
    std::array::from_fn(|step| class(start + step * step))
}

/// The classes in a list of lists; -1 is none.
fn classes<const N: usize, const S: usize>(value: &Value) -> Vec<[Option<Class<N>>; S]> {
    let steps = |row: &Value| golden::numbers(row).iter().map(|n| (*n >= 0.0).then(|| class(*n as usize))).collect();
    value.as_array().unwrap().iter().map(|row| <Vec<_> as TryInto<_>>::try_into(steps(row)).unwrap()).collect()
}

/// PyTorch's `nn.Linear` has outputs x inputs.
fn transposed(values: &[f64], rows: usize) -> Vec<f64> {
    let columns = values.len() / rows;
    (0..values.len()).map(|i| values[i % rows * columns + i / rows]).collect()
}

fn assert_all_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_close(*found, *expected, 1e-12, what);
    }
}

#[test]
fn outputs_and_derivatives_are_pytorchs() {
    let golden = golden::read("embedding.json");
    let tensors = |value: &Value| {
        let [embedding, weight, bias] = [0, 1, 2].map(|tensor| golden::numbers(&value[tensor]));
        [embedding, transposed(&weight, 4), bias].concat()
    };
    let x: Vec<[Class<5>; 4]> = classes(&golden["x"]).into_iter().map(|row| row.map(Option::unwrap)).collect();
    let mut net = Tagger::zeros();
    net.parameters_mut().copy_from_slice(&tensors(&golden["parameters"]));
    let y: Vec<f64> = x.iter().flat_map(|x| net.predict(x).concat()).collect();
    assert_all_close(&y, &golden::numbers(&golden["y"]), "an output");

    let [all, some] = [0, 1].map(|which| classes::<4, 4>(&golden["targets"][which]));
    let all: Vec<[Class<4>; 4]> = all.into_iter().map(|row| row.map(Option::unwrap)).collect();
    let mut gradient = Gradient::new();
    let losses = [
        (net.gradient(&Samples::new(&x, &all).unwrap(), &CrossEntropy, &mut gradient), gradient.parameters().to_vec()),
        (
            net.gradient(&Samples::new(&x, &some).unwrap(), &Masked(CrossEntropy), &mut gradient),
            gradient.parameters().to_vec(),
        ),
    ];
    for ((loss, gradient), expected) in losses.iter().zip(golden["losses"].as_array().unwrap()) {
        assert_close(*loss, expected["loss"].as_f64().unwrap(), 1e-12, "a loss");
        assert_all_close(gradient, &tensors(&expected["gradient"]), "a derivative");
    }
}

#[test]
fn derivatives_are_slopes_over_blocks_batches_and_by_hand() {
    let mut net = Tagger::init(&mut ChaCha8Rng::seed_from_u64(1));
    let x: Vec<[Class<5>; 4]> = (0..150).map(|i| std::array::from_fn(|step| class(i + step * i))).collect();
    let t: Vec<[Class<4>; 4]> = (0..150).map(|i| std::array::from_fn(|step| class(i * i + step))).collect();
    let samples = Samples::new(&x, &t).unwrap();
    assert_gradient(&mut net, &samples, &CrossEntropy, &mut Gradient::new(), usize::MAX, "blocks");
    let indices: Vec<usize> = (0..70).map(|i| i * 37 % 150).collect();
    let batch = samples.batch(&indices).unwrap();
    assert_gradient(&mut net, &batch, &CrossEntropy, &mut Gradient::new(), usize::MAX, "a batch");

    // A class has no derivative: `backward` returns nothing.
    let (mut tape, mut gradient) = (Tape::<Tagger>::new(), Gradient::<Tagger>::new());
    let arriving: [[f64; 4]; 4] = std::array::from_fn(|s| std::array::from_fn(|o| (1 + s + 4 * o) as f64));
    assert_eq!(net.forward(&x[7], &mut tape), net.predict(&x[7]));
    let () = net.backward(&tape, &arriving, &mut gradient);
    for k in 0..Tagger::PARAMETERS {
        let p = net.parameters()[k];
        let expected = slope(|step| {
            net.parameters_mut()[k] = p + step;
            net.predict(&x[7]).iter().flatten().zip(arriving.iter().flatten()).map(|(y, d)| y * d).sum()
        });
        net.parameters_mut()[k] = p;
        assert_close(gradient.parameters()[k], expected, 1e-6, "a derivative by hand");
    }
    assert!(format!("{tape:?}").starts_with("Tape {input: [Class(2), "), "{tape:?}");
}

#[test]
fn an_embedding_is_drawn_with_variance_one() {
    network! { struct Many< classes(1000) -> embedding 10 >; }
    let mut net = Many::boxed();
    net.initialize(&Xavier::normal(), &mut ChaCha8Rng::seed_from_u64(2));
    let squares: f32 = net.parameters().iter().map(|w| w * w).sum();
    assert!((squares / 1e4 - 1.0).abs() < 0.05, "{squares}");
    assert_eq!((Many::INPUTS, Many::OUTPUTS, Many::PARAMETERS, Many::MULTIPLY_ADDS), (1, 10, 10_000, 0));
}

#[test]
fn a_stream_of_classes_is_a_window_of_classes() {
    let net = Chars::init(&mut ChaCha8Rng::seed_from_u64(3));
    let (x, mut state, mut run) = (text(1), State::<Chars>::new(), [[0.0; 7]; 6]);
    net.run(&x, &mut run, &mut state).unwrap();
    state.reset();
    for ((class, y), run) in x.iter().zip(net.predict(&x)).zip(run) {
        let step = net.step(class, &mut state);
        assert_eq!(step, run);
        step.iter().zip(y).for_each(|(step, y)| assert_close(f64::from(*step), f64::from(y), 1e-6, "a step"));
    }
    assert_eq!(Choice::zeros().step(&class(3), &mut State::new()), [0.5, 0.5]);
}

#[test]
fn a_network_of_classes_trains_on_threads_too() {
    let (x, t): (Vec<_>, Vec<_>) = (0..40).map(|i| (text(i), text(i).map(|c| class::<7>(c.index() + 2)))).unzip();
    let samples = Samples::new(&x, &t).unwrap();
    let start = Chars::init(&mut ChaCha8Rng::seed_from_u64(4));
    let train = |threads: usize| {
        let (mut net, trainer) = (start.clone(), Trainer::new(CrossEntropy, Adam::new(3e-2)));
        let mut trainer = trainer.epochs(15).batch_size(8).validation(&samples).threads(threads);
        trainer.fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(5)).unwrap();
        net
    };
    let net = train(1);
    assert_eq!(train(2), net);
    assert!(net.loss(&samples, &CrossEntropy) < 0.3 * start.loss(&samples, &CrossEntropy));
    assert!(Accuracy::new().measure(&net, &samples) > 0.9);

    let mut outputs = [vec![[[0.0; 7]; 6]; 40], vec![[[0.0; 7]; 6]; 40]];
    net.predict_batch(&x, &mut outputs[0]).unwrap();
    net.predict_batch_with(&x, &mut outputs[1], &mut Workers::boxed(2)).unwrap();
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn every_step_counts_in_the_accuracy() {
    let (mut accuracy, y) = (Accuracy::new(), [[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]]);
    accuracy.add(&y, &[class::<2>(1), class(1), class(1)]);
    assert_eq!(accuracy.value(), 2.0 / 3.0);
}

#[test]
fn a_network_of_classes_is_a_stage() {
    let net = Reader::init(&mut ChaCha8Rng::seed_from_u64(6));
    let code = net.code.predict(&text(2));
    let expected = [0, 1].map(|o| (0..2).map(|i| code[i] * net.layer2.weight[i][o]).sum::<f32>());
    net.predict(&text(2)).iter().zip(expected).for_each(|(y, e)| assert!((y - e).abs() < 1e-6));
    let last = &net.code.layer1.weight[text(2)[5].index()];
    assert_eq!(code[..], last[..]);
}

#[test]
fn an_embedding_is_saved_as_pytorch_has_it() {
    let net = Chars::init(&mut ChaCha8Rng::seed_from_u64(7));
    let (mut loaded, mut taken) = (Chars::zeros(), Chars::zeros());
    loaded.load_safetensors(&net.to_safetensors()).unwrap();
    assert_eq!(loaded, net);
    let file = net.to_pytorch();
    let tensors = safetensors::SafeTensors::deserialize(&file).unwrap();
    let weight = tensors.tensor("0.weight").unwrap();
    assert_eq!(weight.shape(), [7, 3]);
    let bytes: Vec<u8> = net.table.weight.iter().flatten().flat_map(|w| w.to_le_bytes()).collect();
    assert_eq!(weight.data(), bytes);
    taken.load_pytorch_bytes(&file).unwrap();
    assert_eq!(taken, net);
    let text = serde_json::to_string(&net).unwrap();
    assert_eq!(serde_json::from_str::<Chars>(&text).unwrap(), net);
}
