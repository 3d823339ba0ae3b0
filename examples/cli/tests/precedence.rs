//! Where accounts come from when several places name one, when a place is empty, and when one of them is wrong.

mod support;

use bursar_sandbox::Platform as Server;
use support::{User, ran};

const CONFIG: &str = ".config/bursar/config.toml";

#[test]
fn what_comes_first_decides_the_way_to_authenticate_too() {
    let user = User::new();
    let url = user.sandbox.base_url(Server::Akool);
    let given = user.sandbox.credentials(Server::Akool);
    let [id, secret] = ["clientId", "clientSecret"].map(|name| given[name].as_str().unwrap());
    // The key in the file is another account's, and core would prefer a key.
    user.write(CONFIG, &format!("[default.akool]\nbase_url = \"{url}\"\napi_key = \"another-account\"\n"));
    let get = ["akool", "credit", "get"];
    assert_ne!(user.run(&get).code, 0);

    let (id_file, secret_file) = (user.write("id", id), user.write("secret", secret));
    let flags = [format!("client-id=@{}", id_file.display()), format!("client-secret=@{}", secret_file.display())];
    let flagged = user.run(&[&get[..], &["--credential", &flags[0], "--credential", &flags[1]]].concat());
    assert_eq!(flagged.code, 0, "{flagged:?}");

    let with_environment = |words: &[&str]| {
        ran(user.command(words).env("BURSAR_AKOOL_CLIENT_ID", id).env("BURSAR_AKOOL_CLIENT_SECRET", secret))
    };
    assert_eq!(with_environment(&get).code, 0);
    let shown = with_environment(&["config", "show"]).out;
    assert!(shown.contains("left out, though set by api_key in the file"), "{shown}");
    // A profile that is named comes before the environment, with its own way.
    assert_ne!(with_environment(&["akool", "credit", "get", "--profile", "default"]).code, 0);
    // What belongs to the same way is still put together from several places.
    user.write(CONFIG, &format!("[default.akool]\nbase_url = \"{url}\"\nclient_secret = \"{secret}\"\n"));
    let both = user.run(&[&get[..], &["--credential", &flags[0]]].concat());
    assert_eq!(both.code, 0, "{both:?}");
}

#[test]
fn an_empty_variable_counts_as_not_set_and_an_empty_sandbox_is_refused() {
    let user = User::new();
    let empty = ["BURSAR_SANDBOX", "BURSAR_PROFILE", "BURSAR_CONFIG", "BURSAR_ESPAI_BASE_URL", "BURSAR_ESPAI_API_KEY"];
    let list = |words: &[&str]| ran(user.command(words).envs(empty.map(|name| (name, ""))));
    let nothing = list(&["espai", "cards", "list"]);
    assert!(nothing.code == 24 && nothing.err.contains("no credentials"), "{nothing:?}");

    let (url, given) = (user.sandbox.base_url(Server::EspAi), user.sandbox.credentials(Server::EspAi));
    let key = given["apiKey"].as_str().unwrap();
    user.write(CONFIG, &format!("[default.espai]\nbase_url = \"{url}\"\napi_key = \"{key}\"\n"));
    assert_eq!(list(&["espai", "cards", "list"]).code, 0);
    assert_eq!(user.sandbox.journal().len(), 1);

    // `--sandbox=$UNSET` was meant to be a certain one.
    let unset = user.run(&["--sandbox=", "espai", "cards", "list"]);
    assert!(unset.code == 2 && unset.err.contains("--sandbox"), "{unset:?}");
    assert!(!user.path(".local/state/bursar/sandbox.json").exists());
}

#[test]
fn a_platform_that_is_set_up_wrongly_is_told_beside_the_credits_of_the_others() {
    let user = User::new();
    let (url, given) = (user.sandbox.base_url(Server::EspAi), user.sandbox.credentials(Server::EspAi));
    let key = given["apiKey"].as_str().unwrap();
    user.write(
        CONFIG,
        &format!(
            "[default.akool]\napi_key_command = [\"false\"]\n\
             [default.opencatd]\nbase_url = \"http://127.0.0.1:1\"\ntoken_file = \"none\"\n\
             [default.espai]\nbase_url = \"{url}\"\napi_key = \"{key}\"\n"
        ),
    );
    let credits = user.run(&["credits", "--csv"]);
    assert!(credits.code != 0 && credits.out.contains("espai"), "{credits:?}");
    assert!(credits.err.contains("opencatd: token_file: cannot read none"), "{credits:?}");
    assert!(credits.err.contains("akool: api_key_command: false failed"), "{credits:?}");
}

#[test]
fn the_configuration_is_shown_without_passwords_and_not_written_to_a_dash() {
    let user = User::new();
    user.write(CONFIG, "[default.opencatd]\nbase_url = \"https://ada:hunter2@team.example.com/v1?key=hunter3\"\n");
    let shown = user.run(&["config", "show"]);
    assert!(shown.code == 0 && shown.out.contains("https://***@team.example.com/v1?***"), "{shown:?}");
    assert!(!shown.out.contains("hunter") && !shown.out.contains("ada"), "{shown:?}");
    let plain = ran(user.command(&["config", "show"]).env("BURSAR_OPENCATD_BASE_URL", "https://b.example.com:1/v1"));
    assert!(plain.out.contains(" https://b.example.com:1/v1\n"), "{plain:?}");

    let dash = user.run(&["config", "init", "--config", "-"]);
    assert!(dash.code == 2 && dash.err.contains("--config") && !dash.err.contains("--save-secrets"), "{dash:?}");
    assert!(!user.path("-").exists());
}
