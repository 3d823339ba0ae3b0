package bench;

import java.util.List;

/** ESP-AI's card list as it is on the wire, for libraries that fill fields by reflection. */
public final class WireReply {
    public boolean success;
    public String message;
    public List<WireRow> data;
    public long totalNumber;

    /** A card as it is on the wire. */
    public static final class WireRow {
        public String id;
        public long create_time;
        public Long update_time;
        public String code;
        public String user_id;
        public Long api_limit;
        public String type;
        public String user_phone;
        public String user_name;
    }
}
