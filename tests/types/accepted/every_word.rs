//! Every activation, labels, and stages without a bias.

use staticnn::prelude::*;

network! {
    struct Words<
        2 -> 3 -> 3 linear -> 3 relu -> 3 leaky_relu(0.01) -> 3 leaky_relu(0) -> 3 leaky_relu(1e-3)
        -> 3 tanh -> 3 sigmoid -> 3 softmax
    >;
    struct Labels< 2 -> hidden: 4 tanh no_bias -> 5 no_bias -> answer: 3 >;
}

#[test]
fn every_word_is_an_activation() {
    let net = Words::init(&mut ChaCha8Rng::seed_from_u64(1));
    let p = net.predict(&[1.0, 2.0]);
    assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    assert_eq!(net.layer9.bias.len(), 3);

    let net = Labels::zeros();
    assert_eq!((net.hidden.weight.len(), net.hidden.bias.len()), (2, 0));
    assert_eq!((net.layer2.weight.len(), net.layer2.bias.len()), (4, 0));
    assert_eq!((net.answer.weight.len(), net.answer.bias.len()), (5, 3));
    assert_eq!(Labels::PARAMETERS, 2 * 4 + 4 * 5 + 5 * 3 + 3);
}
