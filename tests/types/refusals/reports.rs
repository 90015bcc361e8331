//! How mistakes are reported: all at once, and each of them once.

mod all_mistakes_are_reported_at_once {
    use staticnn::prelude::*;

    network! { struct Net< 3 tanh -> 0 rellu -> 12u8 relu(1) -> hidden: 4 softmax -> hidden: 1 >; }
}

mod uses_of_a_wrong_declaration_add_nothing {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> hidden: 12 rellu -> 0 >; }

    fn program() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut net = Net::init(&mut rng);
        let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0, 5.0]]));
        let mut gradient = Gradient::<Net>::new();
        let loss: f32 = net.gradient(&samples, &Mse, &mut gradient);
        Adam::new(0.1).step(&mut net, &gradient);
        let _ = Trainer::new(Mse, Sgd::new(0.1)).epochs(3).fit(&mut net, &samples, &mut rng);
        let [y, z] = net.predict(&[1.0, 2.0, 3.0]);
        println!("{loss} {y} {z} {} {}", net.hidden.weight[2][11], Net::PARAMETERS);
    }
}

mod uses_of_a_wrong_short_form_add_nothing {
    use staticnn::prelude::*;

    fn program() {
        let mut net = network!(3 -> 12 rellu -> 2.5);
        net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(1));
        let [y] = net.predict(&[1.0, 2.0, 3.0]);
        println!("{y} {}", net.layer1.weight[0][0]);
    }
}

fn main() {}
