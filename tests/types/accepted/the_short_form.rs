//! A network of a type without a name, where an expression may stand.

use staticnn::prelude::*;

fn untrained(net: &impl Network<Input = [f64; 2]>) -> bool {
    net.parameters().len() == 9
}

#[test]
fn the_short_form_is_an_expression() {
    let mut net = network!(3 -> 12 relu -> 1);
    net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(1));
    assert!(net.predict(&[1.0_f32, 2.0, 3.0])[0].is_finite());
    assert!(untrained(&network![#[scalar(f64)] 2 -> hidden: 2 tanh -> 1]));
    assert_eq!(network! { 1 -> 1 }.layer1.bias.len(), 1);
    assert_eq!([network!(1 -> 2).parameters().len(), network!(2 -> 1).parameters().len()], [4, 3]);
}
